import { openCatalogue } from '@racecast/courses/catalogue'
import { tickBenchmark } from '@racecast/generator/benchmark'
import { type Row, time } from './measure.ts'

/** Long enough after the gun that everybody moves and some stand in the fence. */
const warmUpTicks = 120

/** Making a race, one tick of it into a sink that keeps nothing, and the memory of a competitor. */
export async function tick(): Promise<Row[]> {
  const course = openCatalogue().get('crystal')!
  const rows: Row[] = []
  for (const competitors of [100, 1_000, 10_000]) {
    for (const gpsNoiseM of [0, 3]) {
      const before = await memory()
      const race = await tickBenchmark(course, { competitors, gpsNoiseM, seed: 1 })
      const bytes = (await memory()) - before
      const timing = await time(() => race.tick(), { runs: 60, warmUp: warmUpTicks })
      rows.push({
        competitors,
        'GPS noise m': gpsNoiseM,
        'created ms': Math.round(race.createdInMs),
        'tick CPU ms p50': timing.cpuMedianMs,
        'tick CPU ms p95': timing.cpuP95Ms,
        // A hundred plans are less than what the heap moves by on its own.
        'bytes a competitor': globalThis.gc && competitors >= 1000 ? Math.round(bytes / competitors) : '-',
      })
    }
  }
  return rows
}

/** Bytes in use once all garbage is gone; the race before this one is garbage only after a turn of the loop. */
async function memory(): Promise<number> {
  await new Promise(setImmediate)
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
