import { Counter, Histogram, type Registry } from 'prom-client'
import type { FrameSent } from '../feed/feed-observer.ts'

/** No duration that is told counts for more: a clock that is wrong must not hide the others in a sum, ms. */
const longestMs = 600_000

type Stage = readonly [name: string, ms: number]

/**
 * How long the newest fix of a frame spent at each stage, ms. Each begins where the one before ends, so that `produce`
 * to `write` add up to the whole; `published_to_sent` and `published_to_written` are sums of some. Clocks of
 * several machines may be in it, so a stage may come out below zero.
 */
export function stagesOf({ lag, arrivedAt, writtenAt }: FrameSent): Stage[] {
  const { measuredAt, publishedAt, pollStart, pollEnd, sentAt } = lag
  const stages: Stage[] = []
  // What is published while the answer is on its way has waited for nobody.
  const asked = publishedAt === null ? pollStart : Math.max(pollStart, publishedAt)
  if (measuredAt !== null && publishedAt !== null) stages.push(['produce', publishedAt - measuredAt])
  if (publishedAt !== null) stages.push(['store', asked - publishedAt])
  stages.push(
    ['poll', pollEnd - asked],
    ['encode', sentAt - pollEnd],
    ['bus', arrivedAt - sentAt],
    ['write', writtenAt - arrivedAt],
  )
  if (publishedAt !== null) {
    stages.push(
      ['published_to_sent', sentAt - publishedAt],
      ['published_to_written', writtenAt - publishedAt],
    )
  }
  return stages
}

/** Histograms of the lag by stage, and how often clocks did not agree. */
export function lagMetrics(registry: Registry) {
  const registers = [registry]
  const lag = new Histogram({
    name: 'racecast_lag_seconds',
    help:
      'how long the newest fix of a frame spent at each stage: produce (measured to handed to the sink), store (to being ' +
      'asked for), poll, encode, bus, write; sums published_to_sent and published_to_written; as viewers report it, ' +
      'arrived (from the bus to the viewer) and shown (age of what is on the screen)',
    labelNames: ['stage'],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 2.5, 3, 5, 10, 30],
    registers,
  })
  const clamped = new Counter({
    name: 'racecast_lag_clamped_total',
    help: 'durations below zero (clocks of two machines differ) or above ten minutes, counted as the nearest bound',
    labelNames: ['stage'],
    registers,
  })
  return (stage: string, ms: number): void => {
    const within = Math.min(Math.max(ms, 0), longestMs)
    if (within !== ms) clamped.inc({ stage })
    lag.observe({ stage }, within / 1000)
  }
}
