import { setTimeout as wait } from 'node:timers/promises'
import { quantile } from '../measure.ts'
import type { DialectName } from './dialects.ts'
import { serve } from './served.ts'
import { gather } from './viewers.ts'

export interface Cell {
  dialect: DialectName
  /** How the server is started. */
  command: [string, ...string[]]
  viewers: number
}

/** Until the code of the hot path is compiled and stays so. */
const warmUp = 200
const measured = 50
export const ticks = warmUp + measured
const everyMs = 100
const processes = 2

/** What one server cost, and how late its ticks were, ms. */
export interface Measured {
  cpuPer1000: number
  bytesPerDelivery: number
  p50: number
  p99: number
  /** Deliveries that never came, of all. */
  missed: number
  /** Resident memory of a viewer that is in step and gets nothing; of that, what is no slack of the collector, or 0 if not known. */
  idleKiB: number
  heldKiB: number
}

export async function measure({ dialect, command, viewers }: Cell): Promise<Measured> {
  const [program, ...args] = command
  const server = await serve(program, args)
  const crowd = await gather(dialect, server.port, viewers, processes)
  try {
    // A server that has had viewers before has its code compiled.
    await crowd.churn()
    await wait(300)
    const before = await server.memory()
    await crowd.connect()
    await wait(300)
    const after = await server.memory()
    const { cpuMs, dueAt } = await server.run(warmUp, everyMs)
    await wait(500)
    const seen = await crowd.read()
    const delays = seen.flatMap(({ arrivals }) =>
      arrivals.flatMap((times) => times.slice(warmUp).map((at, i) => at - dueAt[warmUp + i]!)),
    )
    const deliveries = viewers * measured
    const bytes = seen.reduce((sum, one) => sum + one.bytes, 0)
    return {
      cpuPer1000: (1000 * cpuMs) / deliveries,
      bytesPerDelivery: Math.round(bytes / (viewers * ticks)),
      p50: quantile(delays, 0.5),
      p99: quantile(delays, 0.99),
      missed: deliveries - delays.length,
      idleKiB: (after.bytes - before.bytes) / viewers / 1024,
      heldKiB: ((after.heap ?? 0) - (before.heap ?? 0)) / viewers / 1024,
    }
  } finally {
    await crowd.stop()
    await server.stop()
  }
}
