import { setTimeout as wait } from 'node:timers/promises'
import { startCrowd } from './crowd/crowd.ts'
import type { Row } from './measure.ts'
import { countCpu } from './system/cpu.ts'
import { startOnStack } from './system/on-stack.ts'
import type { System } from './system/system.ts'

const competitors = 1000
const crowds = [20, 200]
/** How long the race has gone on before: history to scan, and everybody on the way, s. */
const before = 60
const settleS = 10
const measuredS = 30
/** What the page of ours holds back, so that nothing jumps: its picture is as old as that at least, s. */
const playoutS = 2

/**
 * The original's idea, a dozen queries a viewer and refresh, beside ours on the same servers and the same race: CPU of
 * everything in percent of one core, and how old what a viewer sees is.
 */
export async function original(): Promise<Row[]> {
  const system = await startOnStack()
  try {
    const runId = await system.createRace({ course: 'crystal', competitors, name: 'Original' })
    await wait(before * 1000)
    const rows = [await watch(system, 'nobody', 0, null)]
    for (const viewers of crowds) {
      const feed = () => startCrowd('feed-crowd.ts', system.gateways.join(','), runId, viewers)
      rows.push(await watch(system, 'ours', viewers, feed))
      const asking = () => startCrowd('query-crowd.ts', system.storeUrl, runId, viewers)
      rows.push(await watch(system, 'original', viewers, asking))
      await wait(settleS * 1000)
    }
    return rows
  } finally {
    await system.stop()
  }
}

async function watch(
  system: System,
  idea: 'nobody' | 'ours' | 'original',
  viewers: number,
  start: (() => ReturnType<typeof startCrowd>) | null,
): Promise<Row> {
  const crowd = start ? await start() : null
  await wait(settleS * 1000)
  crowd?.reset()
  const cpu = await countCpu(system)
  await wait(measuredS * 1000)
  const shares = cpu()
  const seen = await crowd?.read()
  await crowd?.stop()
  const held = idea === 'ours' ? playoutS : 0
  const shown = (age: number | undefined) => (age === undefined ? '-' : round(Math.max(age, held)))
  const servers = ['kafka', 'pinot', 'pinot-server', 'redis', 'generator', 'gateway']
  return {
    idea,
    viewers,
    ...Object.fromEntries(servers.map((name) => [`${name} %`, shares[name] ?? 0])),
    'CPU %': shares.all ?? 0,
    'newest fix s p50': seen ? round(seen.p50) : '-',
    'on screen s p50': shown(seen?.p50),
    'on screen s p99': shown(seen?.p99),
    'failed refreshes': seen?.failures ?? 0,
    'viewers without data': seen?.without ?? 0,
  }
}

const round = (value: number) => Math.round(value * 100) / 100
