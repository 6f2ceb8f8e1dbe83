import { monitorEventLoopDelay } from 'node:perf_hooks'
import { type Static, Type } from 'typebox'

/** Something that was ordered and stored, and is not on the screens until the race has been worked out anew. */
export const WaitingCorrection = Type.Object({
  since: Type.Integer({ description: 'epoch ms' }),
  done: Type.Number({ description: 'how much is worked out, 0 to 1' }),
  failures: Type.Integer({ description: 'how often that has failed; it is tried again' }),
  error: Type.Union([Type.String(), Type.Null()], { description: 'how it failed the last time' }),
})

/** What each gateway tells the others of itself twice a second; how busy it is, is of the last ten seconds. */
export const GatewayReport = Type.Object({
  id: Type.String(),
  startedAt: Type.Integer({ description: 'epoch ms' }),
  at: Type.Integer({ description: 'epoch ms' }),
  viewers: Type.Integer(),
  byKind: Type.Record(Type.String(), Type.Integer(), {
    description: 'viewers by format and seconds, such as "bin 1"',
  }),
  loopMs: Type.Object({ p50: Type.Number(), p99: Type.Number() }),
  cpu: Type.Number({ description: 'share of one core' }),
  memoryMb: Type.Integer(),
  polls: Type.Array(
    Type.Object({
      runId: Type.String(),
      lastPollAt: Type.Union([Type.Integer(), Type.Null()]),
      failures: Type.Integer(),
      error: Type.Union([Type.String(), Type.Null()]),
      cadenceMs: Type.Union([Type.Integer(), Type.Null()]),
      correction: Type.Optional(WaitingCorrection),
    }),
    { description: 'the races that it polls' },
  ),
})
export type GatewayReport = Static<typeof GatewayReport>

/** How busy this process is; each call tells of the time since the one before. */
export function processLoad(elapsed: () => number) {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  let cpu = process.cpuUsage()
  let at = elapsed()
  const ms = (nanoseconds: number) => Math.max(0, Math.round(nanoseconds / 1e5) / 10 - 10)
  return {
    take(): Pick<GatewayReport, 'loopMs' | 'cpu' | 'memoryMb'> {
      const used = process.cpuUsage(cpu)
      const elapsedMs = Math.max(1, elapsed() - at)
      cpu = process.cpuUsage()
      at = elapsed()
      const loopMs =
        delay.count === 0
          ? { p50: 0, p99: 0 }
          : { p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)) }
      delay.reset()
      return {
        loopMs,
        cpu: Math.round((used.user + used.system) / elapsedMs / 10) / 100,
        memoryMb: Math.round(process.memoryUsage.rss() / 1e6),
      }
    },
    close: () => delay.disable(),
  }
}
