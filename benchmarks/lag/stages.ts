import type { Sample } from './quantiles.ts'
import type { Arrival } from './viewer.ts'

type Stage = readonly [name: string, of: (arrival: Known) => number]
interface Known {
  measuredAt: number
  publishedAt: number
  pollStart: number
  pollEnd: number
  sentAt: number
  at: number
}

/** From the runner to the viewer; each ends where the next begins, so that they add up to the two sums. */
export const stages: readonly Stage[] = [
  ['measured -> published', ({ measuredAt, publishedAt }) => publishedAt - measuredAt],
  ['published -> asked for', ({ publishedAt, pollStart }) => Math.max(0, pollStart - publishedAt)],
  ['asked for -> read', ({ publishedAt, pollStart, pollEnd }) => pollEnd - Math.max(pollStart, publishedAt)],
  ['read -> on the bus', ({ pollEnd, sentAt }) => sentAt - pollEnd],
  ['on the bus -> arrived', ({ sentAt, at }) => at - sentAt],
  ['published -> frame on the socket', ({ publishedAt, at }) => at - publishedAt],
]

/** The samples of each stage, a fix each. Frames without a fix say nothing. */
export function samplesByStage(arrivals: readonly Arrival[]): Map<string, Sample[]> {
  const known = arrivals.flatMap(({ lag, at, fixes }) => {
    const { measuredAt, publishedAt } = lag
    if (measuredAt === null || publishedAt === null || fixes === 0) return []
    return [{ times: { ...lag, measuredAt, publishedAt, at }, fixes }]
  })
  return new Map(
    stages.map(([name, of]) => [name, known.map(({ times, fixes }) => ({ ms: of(times), weight: fixes }))]),
  )
}
