import { type Static, Type } from 'typebox'

export const Level = Type.Enum(['green', 'amber', 'red'])
export type Level = Static<typeof Level>

const order: readonly Level[] = ['green', 'amber', 'red']

export const worst = (...levels: readonly Level[]): Level =>
  order[Math.max(0, ...levels.map((level) => order.indexOf(level)))]!

/** From when on a figure is amber, and from when on red. */
export interface Limits {
  amber: number
  red: number
}

/** What is judged by a figure; what is judged by silence is in `bounds.ts`. */
export const thresholds = {
  /** p95 of the last ten seconds, ms. */
  produceMs: { amber: 500, red: 2000 },
  storeMs: { amber: 500, red: 2000 },
  pollMs: { amber: 300, red: 1500 },
  busMs: { amber: 100, red: 1000 },
  /** Polls that failed in a row: spectators are told after three. */
  pollFailures: { amber: 1, red: 2 },
  /** Since the last poll of a race that runs, ms: it is polled every ten seconds even if nothing changes. */
  pollAgeMs: { amber: 11_000, red: 13_000 },
  /** Delay of the event loop, p99, ms. */
  loopMs: { amber: 100, red: 500 },
} as const satisfies Record<string, Limits>

export const levelOf = (value: number, { amber, red }: Limits): Level =>
  value >= red ? 'red' : value >= amber ? 'amber' : 'green'
