import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCatalogue } from '@racecast/courses/catalogue'
import { foldBenchmark } from '@racecast/gateway/benchmark'
import { simulateRace } from '@racecast/generator/simulation'
import { openSink, openStore } from '@racecast/pinot/adapters'
import type { FixRow } from '@racecast/pinot/events'
import { type Row, time } from './measure.ts'

const gun = 1_760_000_000_000
const ticks = 60

/** Writing a tick to SQLite, reading the newest row of everybody back, and folding and encoding what came. */
export async function pollAndFold(): Promise<Row[]> {
  const course = openCatalogue().get('crystal')!
  const rows: Row[] = []
  for (const competitors of [100, 1_000, 10_000]) {
    const folder = mkdtempSync(join(tmpdir(), 'racecast-benchmark-'))
    const url = `sqlite:${join(folder, 'events.db')}`
    const sink = openSink(url)
    const store = openStore(url)
    const { record, entries, rowsUpTo } = simulateRace({ competitors, seed: 1 }, course, gun)
    await sink.putEntries(entries)
    await sink.putRace(record)
    // Two minutes in, everybody moves and some stand in the fence.
    rowsUpTo(gun + 120_000)
    const fold = foldBenchmark(record, entries, course)
    const polled: FixRow[][] = []
    let bytes = 0
    const written = await time((run) => sink.putFixes(rowsUpTo(gun + 121_000 + run * 1000)), {
      runs: ticks,
      warmUp: 0,
    })
    const poll = await time(async () => polled.push(await store.latest(record.runId)), { runs: 20 })
    const after = simulateRace({ competitors, seed: 1 }, course, gun)
    after.rowsUpTo(gun + 120_000)
    const batches = Array.from({ length: ticks }, (_, i) => after.rowsUpTo(gun + 121_000 + i * 1000))
    const folded = await time(
      (run) => {
        bytes = fold(batches[run]!)
      },
      { runs: ticks - 3, warmUp: 3 },
    )
    await store.close()
    await sink.close()
    rmSync(folder, { recursive: true })
    rows.push({
      competitors,
      'write CPU ms p50': written.cpuMedianMs,
      'poll CPU ms p50': poll.cpuMedianMs,
      'poll wall ms p95': poll.wallP95Ms,
      'fold+encode CPU ms p50': folded.cpuMedianMs,
      'fold+encode CPU ms p95': folded.cpuP95Ms,
      'frame bytes': bytes,
    })
  }
  return rows
}
