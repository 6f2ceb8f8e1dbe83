import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Row } from '../measure.ts'
import { serve } from './served.ts'
import { gather } from './viewers.ts'

const minutes = 10
const viewers = 1000
const competitors = 100
const script = join(import.meta.dirname, 'servers', 'soaked.ts')

/**
 * 1,000 viewers stay for ten minutes while two hundred at a time come, get their snapshot and vanish, again and again.
 * A row for each minute: `held KiB` is what the heap holds after collection.
 */
export async function soak(): Promise<Row[]> {
  const options = ['--competitors', String(competitors), '--ticks', String((minutes + 5) * 60)]
  const server = await serve(process.execPath, ['--expose-gc', script, ...options])
  const crowd = await gather('racecast-bin', server.port, viewers, 2)
  const rows: Row[] = []
  try {
    await crowd.connect()
    for (let minute = 1; minute <= minutes; minute++) {
      let came = 0
      for (const end = Date.now() + 60_000; Date.now() < end; came += 200) {
        await crowd.churn()
        await wait(500)
      }
      await wait(1000)
      const { bytes, heap = 0 } = await server.memory()
      const kib = { 'held KiB': Math.round(heap / 1024), 'resident KiB': Math.round(bytes / 1024) }
      rows.push({ minute, stay: viewers, 'came and went': came, ...kib })
      console.log(JSON.stringify(rows.at(-1)))
    }
  } finally {
    await crowd.stop()
    await server.stop()
  }
  return rows
}
