import { setTimeout as wait } from 'node:timers/promises'
import type { Position } from '@racecast/gateway/protocol'
import { quantiles } from './lag/quantiles.ts'
import { samplesByStage } from './lag/stages.ts'
import { follow } from './lag/viewer.ts'
import type { Row } from './measure.ts'
import { startOnStack } from './system/on-stack.ts'

const competitors = 10_000
const warmUpS = 20
const seconds = 60
/** The bar: no poll may take longer, ms. */
const pollBarMs = 500

/**
 * A field of 10,000 on Kafka and Pinot: the fix times of everybody as they arrive at one viewer, which have to be
 * without a hole, and how long the polls take.
 */
export async function field(): Promise<Row[]> {
  const system = await startOnStack()
  try {
    const runId = await system.createRace({ course: 'crystal', competitors, name: 'Field' })
    const viewer = await follow(system.gateways[0]!, runId)
    await wait(warmUpS * 1000)
    const seen = new FixTimes()
    viewer.arrivals.length = 0
    viewer.onMessage = ({ positions }) => seen.take(positions)
    await wait(seconds * 1000)
    viewer.close()
    const stages = samplesByStage(viewer.arrivals)
    const poll = quantiles(stages.get('asked for -> read')!)
    const total = quantiles(stages.get('published -> frame on the socket')!)
    return [
      {
        competitors,
        ticks: seen.ticks,
        fixes: seen.fixes,
        holes: seen.holes,
        'poll ms p50': poll.p50,
        'poll ms p99': poll.p99,
        'poll bar ms': pollBarMs,
        'to the socket ms p50': total.p50,
        'to the socket ms p99': total.p99,
        'KB a tick': Math.round(
          viewer.arrivals.reduce((sum, { bytes }) => sum + bytes, 0) / seen.ticks / 1000,
        ),
      },
    ]
  } finally {
    await system.stop()
  }
}

/** The times of fixes as a viewer gets them: one a second of each competitor, and none left out. */
class FixTimes {
  readonly #last = new Map<number, number>()
  readonly #ticks = new Set<number>()
  fixes = 0
  /** Seconds of a competitor that never came, all together. */
  holes = 0

  get ticks(): number {
    return this.#ticks.size
  }

  take(positions: readonly Position[]): void {
    for (const [id, , t] of positions) {
      const before = this.#last.get(id)
      this.#last.set(id, t)
      this.#ticks.add(Math.ceil(t / 1000))
      this.fixes++
      // A finisher's last row is of the exact instant, and so within the second.
      if (before !== undefined) this.holes += Math.max(0, Math.ceil((t - before) / 1000) - 1)
    }
  }
}
