import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { FeedObserver } from '../feed/feed-observer.ts'
import type { Hub } from '../feed/hub.ts'
import type { LiveRaces, PollStatus } from '../replica/live-race.ts'
import type { TickAsked } from '../ticks/tick-asked.ts'
import { lagMetrics, stagesOf } from './lag.ts'

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
  const patches = counter('racecast_patches_total', 'patches sent to who had missed something')
  const fellBehind = counter('racecast_fell_behind_total', 'viewers that did not keep up')
  const closed = counter('racecast_closed_total', 'connections that the gateway ended', ['reason'])
  const refused = counter('racecast_refused_total', 'connections that were not let in', ['why'])
  const ticks = counter('racecast_tick_requests_total', 'requests for ticks as files, by what there was', [
    'kind',
  ])
  const lag = lagMetrics(registry)

  const observer: FeedObserver = {
    frame(sent) {
      frames.inc()
      deliveries.inc(sent.viewers)
      bytes.inc(sent.bytes)
      for (const [stage, ms] of stagesOf(sent)) lag(stage, ms)
    },
    reported: lag,
    snapshot(reason, size) {
      snapshots.inc({ reason })
      bytes.inc(size)
    },
    patch(size) {
      patches.inc()
      bytes.inc(size)
    },
    fellBehind: () => fellBehind.inc(),
    closed: (reason) => closed.inc({ reason }),
    refused: (why) => refused.inc({ why }),
  }

  return {
    registry,
    observer,
    tickAsked: (kind: TickAsked) => ticks.inc({ kind }),
    /** Adds what is read when it is asked for. */
    watch(hub: Hub, races: LiveRaces): void {
      // Its own default wakes an idle process a hundred times a second.
      collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 })
      gauge(registry, 'racecast_viewers', 'viewers by state', 'state', () => Object.entries(hub.census()))
      gauge(registry, 'racecast_audience', 'viewers of a race', 'race', () => hub.audience())
      for (const [name, help, pick] of pollGauges) {
        gauge(registry, name, help, 'race', () =>
          races.status().flatMap((poll): [string, number][] => {
            const value = pick(poll)
            return value === null ? [] : [[poll.runId, value]]
          }),
        )
      }
    },
  }
}

const pollGauges: readonly [name: string, help: string, pick: (poll: PollStatus) => number | null][] = [
  ['racecast_poll_queries', 'queries to the store since the start', ({ queries }) => queries],
  [
    'racecast_poll_failures',
    'polls that failed in a row; with any the next are made less often',
    (p) => p.failures,
  ],
  ['racecast_polling', 'whether this gateway polls the race', ({ polling }) => Number(polling)],
  [
    'racecast_last_poll_timestamp_seconds',
    'when the race was last polled',
    ({ lastPollAt }) => lastPollAt && lastPollAt / 1000,
  ],
  [
    'racecast_poll_cadence_seconds',
    'how long after its measurement a tick is asked for, as learnt',
    ({ cadenceMs }) => cadenceMs && cadenceMs / 1000,
  ],
  [
    'racecast_store_down',
    'whether the store has stopped answering for the race, whichever gateway asks it',
    ({ downSince }) => Number(downSince !== null),
  ],
  [
    'racecast_store_down_since_timestamp_seconds',
    'since when the store has not answered for the race',
    ({ downSince }) => downSince && downSince / 1000,
  ],
]

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
