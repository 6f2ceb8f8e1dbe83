import { type Static, Type } from 'typebox'

export const Level = Type.Enum(['green', 'amber', 'red'])
export type Level = Static<typeof Level>

const order: readonly Level[] = ['green', 'amber', 'red']

export const worst = (...levels: readonly Level[]): Level =>
  order[Math.max(0, ...levels.map((level) => order.indexOf(level)))]!

/**
 * From when on a figure is amber, and from when on red. A screen plays two seconds behind and predicts two and a half
 * intervals more: what is red here is so before a spectator sees anybody stand still.
 */
export const thresholds = {
  /** How old the newest fix of a running race is, in its intervals. */
  fixAgeIntervals: { amber: 2, red: 3 },
  /** p95 of the last ten seconds, ms. */
  produceMs: { amber: 500, red: 2000 },
  storeMs: { amber: 500, red: 2000 },
  pollMs: { amber: 300, red: 1500 },
  busMs: { amber: 100, red: 1000 },
  /** Polls that failed in a row. */
  pollFailures: { amber: 1, red: 3 },
  /** Since the last poll of a race that runs, ms: it is polled every ten seconds even if nothing changes. */
  pollAgeMs: { amber: 11_000, red: 13_000 },
  /** Delay of the event loop, p99, ms. */
  loopMs: { amber: 100, red: 500 },
  /** Since a gateway, which tells of itself every second, was heard of last, ms. */
  reportAgeMs: { amber: 1500, red: 2300 },
} as const

export const levelOf = (value: number, { amber, red }: { amber: number; red: number }): Level =>
  value >= red ? 'red' : value >= amber ? 'amber' : 'green'
