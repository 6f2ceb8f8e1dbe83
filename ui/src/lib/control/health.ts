export type Level = 'green' | 'amber' | 'red'

interface Quantiles {
  p95: number
}

/** What the desk reads of `GET /api/health`. */
export interface Health {
  at: number
  level: Level
  stages: { name: string; level: Level; since: number; why: string | null }[]
  lag: Record<string, Quantiles>
  history: { at: number; levels: Record<string, Level>; lag: Record<string, Quantiles>; viewers: number }[]
}

export interface StageLine {
  name: string
  title: string
  level: Level
  /** What is wrong; '' while nothing is. */
  why: string
  /** Ms, 95 of 100 are faster; null where nothing passes. */
  lagMs: number | null
  /** The same of the last half hour, oldest first. */
  past: { lagMs: number | null; level: Level }[]
}

/** What each stage is called, and which part of the lag arises in it. */
const stages: Record<string, { title: string; lag: string }> = {
  generator: { title: 'Producer', lag: 'produce' },
  sink: { title: 'Sink', lag: 'produce' },
  store: { title: 'Store', lag: 'store' },
  poller: { title: 'Poller', lag: 'poll' },
  fixes: { title: 'Fixes', lag: 'published_to_sent' },
  bus: { title: 'Bus', lag: 'bus' },
  gateways: { title: 'Gateways', lag: 'write' },
}

/** Every stage with its lag and its past, in the order of the way that a fix takes. */
export function stageLines({ stages: now, lag, history }: Health): StageLine[] {
  return now.map(({ name, level, why }) => {
    const { title, lag: part } = stages[name] ?? { title: name, lag: '' }
    return {
      ...{ name, title, level, why: why ?? '' },
      lagMs: lag[part]?.p95 ?? null,
      past: history.map((moment) => ({
        lagMs: moment.lag[part]?.p95 ?? null,
        level: moment.levels[name] ?? 'green',
      })),
    }
  })
}

/** The past as a line in a box of `width` by `height`, the newest at the right; gaps where nothing passed. */
export function sparkline(past: StageLine['past'], width: number, height: number, most = 180): string {
  const values = past.slice(-most)
  const top = Math.max(20, ...values.map(({ lagMs }) => lagMs ?? 0))
  let path = ''
  let drawing = false
  for (const [i, { lagMs }] of values.entries()) {
    if (lagMs === null) {
      drawing = false
      continue
    }
    const x = width - ((values.length - 1 - i) * width) / (most - 1)
    const y = height - (Math.min(lagMs, top) / top) * (height - 2) - 1
    path += `${drawing ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`
    drawing = true
  }
  return path
}

/** Where in the same box a stage was not green, [x, level]. */
export function troubles(past: StageLine['past'], width: number, most = 180): { x: number; level: Level }[] {
  const values = past.slice(-most)
  return values.flatMap(({ level }, i) =>
    level === 'green' ? [] : [{ x: width - ((values.length - 1 - i) * width) / (most - 1), level }],
  )
}
