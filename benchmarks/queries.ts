import { setTimeout as wait } from 'node:timers/promises'
import { startCrowd } from './crowd/crowd.ts'
import type { Row } from './measure.ts'
import { kinds } from './system/counting-proxy.ts'
import { startOnStack } from './system/on-stack.ts'

const competitors = 100
const warmUpS = 25
const settleS = 5
/** A race is recorded by the minute: each measurement has one of these readings in it. */
const measuredS = 60

/** Every query that Pinot's broker gets of a race's gateways, counted before the broker: the same whoever watches. */
export async function queries(): Promise<Row[]> {
  const rows: Row[] = []
  for (const gateways of [1, 3]) {
    const system = await startOnStack({ gateways, countQueries: true })
    try {
      const runId = await system.createRace({ course: 'crystal', competitors, name: 'Queries' })
      await wait(warmUpS * 1000)
      for (const viewers of [1, 1000]) {
        const crowd = await startCrowd('feed-crowd.ts', system.gateways.join(','), runId, viewers)
        await wait(settleS * 1000)
        crowd.reset()
        const before = system.queries()!
        await wait(measuredS * 1000)
        const after = system.queries()!
        const asked = kinds.map((kind) => [kind, after[kind] - before[kind]] as const)
        const { received } = await crowd.read()
        await crowd.stop()
        rows.push({
          gateways,
          viewers,
          'queries a second': aSecond(asked.reduce((sum, [, count]) => sum + count, 0)),
          ...Object.fromEntries(asked.map(([kind, count]) => [`of which ${kind}`, aSecond(count)])),
          'frames a viewer and second': Math.round((10 * received) / viewers / measuredS) / 10,
        })
      }
    } finally {
      await system.stop()
    }
  }
  return rows
}

const aSecond = (count: number) => Math.round((100 * count) / measuredS) / 100
