import { fuzzFeed } from '@racecast/gateway/benchmark'
import type { Row } from './measure.ts'

const lastsMs = 60_000

/** As many runs as fit into a minute, from seeds that nobody has chosen. Throws where one fails: pin its seed. */
export async function fuzz(): Promise<Row[]> {
  const first = Math.floor(Math.random() * 1e9)
  const before = process.cpuUsage()
  const failed: number[] = []
  let seed = first
  for (const end = performance.now() + lastsMs; performance.now() < end; seed++) {
    try {
      await fuzzFeed(seed)
    } catch (error) {
      failed.push(seed)
      console.error(`seed ${seed}:`, error)
    }
  }
  const { user, system } = process.cpuUsage(before)
  const runs = seed - first
  if (failed.length > 0)
    throw new Error(`${failed.length} of ${runs} runs failed: seeds ${failed.join(', ')}`)
  return [{ runs, 'from seed': first, 'CPU ms a run': Math.round((user + system) / 10 / runs) / 100 }]
}
