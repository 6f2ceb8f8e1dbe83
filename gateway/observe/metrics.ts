import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { FeedObserver } from '../feed/feed-observer.ts'
import type { Hub } from '../feed/hub.ts'
import type { Lag } from '../protocol/index.ts'
import type { LiveRaces } from '../replica/live-race.ts'

export type Metrics = ReturnType<typeof createMetrics>

/** Metrics of one gateway in a registry of its own, so that several can live in a process. */
export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, labelNames: L[] = []) =>
    new Counter({ name, help, labelNames, registers })

  const frames = counter('racecast_frames_total', 'ticks of races that were framed')
  const deliveries = counter('racecast_deliveries_total', 'frames written to viewers')
  const bytes = counter('racecast_bytes_total', 'bytes written to viewers, frames and snapshots')
  const snapshots = counter('racecast_snapshots_total', 'snapshots sent', ['reason'])
  const fellBehind = counter('racecast_fell_behind_total', 'viewers that did not keep up')
  const closed = counter('racecast_closed_total', 'connections that the gateway ended', ['reason'])
  const lag = new Histogram({
    name: 'racecast_lag_seconds',
    help: 'age of the newest fix of a frame at each stage, by the stage that it took',
    labelNames: ['stage'],
    buckets: [0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10],
    registers,
  })

  const observer: FeedObserver = {
    frame(lagOfFrame, viewers, size) {
      frames.inc()
      deliveries.inc(viewers)
      bytes.inc(viewers * size)
      for (const [stage, ms] of stages(lagOfFrame)) lag.observe({ stage }, Math.max(0, ms) / 1000)
    },
    snapshot(reason, size) {
      snapshots.inc({ reason })
      bytes.inc(size)
    },
    fellBehind: () => fellBehind.inc(),
    closed: (reason) => closed.inc({ reason }),
  }

  return {
    registry,
    observer,
    /** Adds what is read when it is asked for. */
    watch(hub: Hub, races: LiveRaces): void {
      collectDefaultMetrics({ register: registry })
      gauge(registry, 'racecast_viewers', 'viewers by state', 'state', () => Object.entries(hub.census()))
      gauge(registry, 'racecast_audience', 'viewers of a race', 'race', () => hub.audience())
      const polls = (pick: (poll: ReturnType<LiveRaces['status']>[number]) => number | null) => () =>
        races.status().flatMap((poll) => {
          const value = pick(poll)
          return value === null ? [] : ([[poll.runId, value]] as [string, number][])
        })
      gauge(
        registry,
        'racecast_poll_queries',
        'queries to the store since the start',
        'race',
        polls((p) => p.queries),
      )
      gauge(
        registry,
        'racecast_poll_failures',
        'polls that failed in a row',
        'race',
        polls((p) => p.failures),
      )
      gauge(
        registry,
        'racecast_polling',
        'whether this gateway polls the race',
        'race',
        polls((p) => Number(p.polling)),
      )
      gauge(
        registry,
        'racecast_last_poll_timestamp_seconds',
        'when the race was last polled',
        'race',
        polls((p) => p.lastPollAt && p.lastPollAt / 1000),
      )
    },
  }
}

function gauge(
  registry: Registry,
  name: string,
  help: string,
  label: string,
  read: () => Iterable<[string, number]>,
): void {
  new Gauge({
    name,
    help,
    labelNames: [label],
    registers: [registry],
    collect() {
      this.reset()
      for (const [of, value] of read()) this.set({ [label]: of }, value)
    },
  })
}

/** How long the newest fix of a frame spent at each stage, ms. */
function stages({ measuredAt, publishedAt, pollStart, pollEnd, sentAt }: Lag): [string, number][] {
  const known: [string, number][] = [
    ['poll', pollEnd - pollStart],
    ['encode', sentAt - pollEnd],
  ]
  if (publishedAt !== null)
    known.push(['store', pollEnd - publishedAt], ['published_to_sent', sentAt - publishedAt])
  if (measuredAt !== null && publishedAt !== null) known.push(['produce', publishedAt - measuredAt])
  return known
}
