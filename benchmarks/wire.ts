import { wireBenchmark } from '@racecast/gateway/benchmark'
import { quantile, type Row, time } from './measure.ts'

/** Writing and reading a frame of the seeded trace, in binary and as JSON, at every tick and at one every 15 s. */
export async function wire(): Promise<Row[]> {
  const rows: Row[] = []
  for (const everyS of [1, 15]) {
    for (const competitors of [100, 1_000, 10_000]) {
      for (const noiseM of [0, 3]) {
        const { binaryBytes, jsonBytes, ...frames } = wireBenchmark({ competitors, noiseM }, 6, everyS)
        const encode = await time(frames.encode, { runs: 60, warmUp: 60 })
        const json = await time(frames.encodeJson, { runs: 60, warmUp: 60 })
        const decode = await time(frames.decode, { runs: 60, warmUp: 60 })
        rows.push({
          ...{ 'every s': everyS, competitors, 'GPS noise m': noiseM },
          'bytes a competitor': quantile([binaryBytes / competitors], 0),
          'JSON bytes': quantile([jsonBytes / competitors], 0),
          'encode CPU ms p50': encode.cpuMedianMs,
          'encode CPU ms p95': encode.cpuP95Ms,
          'JSON CPU ms p50': json.cpuMedianMs,
          'decode CPU ms p50': decode.cpuMedianMs,
        })
      }
    }
  }
  return rows
}
