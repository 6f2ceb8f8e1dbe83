import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../poll/testing/recorded-race.ts'
import { type Traces, writeTraces } from './trace-block.ts'
import { createTraceReader, type TraceFile } from './traces.ts'

const moments = 6
const row = (at: number) => Array.from({ length: moments }, (_, i) => at + i)

/** A file for each minute; whoever has id n is at 1000 n + 100 minutes + moment. */
function recordedMinutes(minutes: number, competitors: number) {
  const folder = temporaryFolder()
  return Array.from({ length: minutes }, (_, minute): TraceFile => {
    const path = join(folder, `${minute}.traces`)
    const cm = new Map(
      Array.from({ length: competitors }, (_, id) => [id + 1, row(1000 * (id + 1) + 100 * minute)]),
    )
    writeFileSync(path, writeTraces({ cm, front: row(9000), back: row(0) }))
    return { path, crc: minute }
  })
}

const told = (blocks: (Traces | null)[]) => blocks.map((block) => block && [...block.cm.entries()])

describe('the traces of many minutes', () => {
  it('are read once, and come from memory after that', async () => {
    const files = recordedMinutes(3, 5)
    const reader = createTraceReader(1_000_000)
    const first = await reader.of(files, [2, 4])
    expect(told(first)).toEqual([0, 1, 2].map((n) => [2, 4].map((id) => [id, row(1000 * id + 100 * n)])))
    for (const { path } of files) rmSync(path)
    expect(told(await reader.of(files, [2, 4]))).toEqual(told(first))
    expect(told(await reader.of(files, [5]))).toEqual([0, 1, 2].map((n) => [[5, row(5000 + 100 * n)]]))
  })

  it('are read again of a chunk that was made again', async () => {
    const [file] = recordedMinutes(1, 2)
    const reader = createTraceReader(1_000_000)
    await reader.of([file!], [1])
    writeFileSync(file!.path, writeTraces({ cm: new Map([[1, row(7)]]), front: row(7), back: row(7) }))
    expect(told(await reader.of([{ ...file!, crc: 99 }], [1]))).toEqual([[[1, row(7)]]])
  })

  it('take no more memory than they may, and say the same where they do not fit', async () => {
    const files = recordedMinutes(6, 5)
    const large = createTraceReader(1_000_000)
    const all = told(await large.of(files, [1, 5]))
    const small = createTraceReader(500)
    expect(told(await small.of(files, [1, 5]))).toEqual(all)
    expect(small.bytes).toBe(0)
    for (const two of [files.slice(0, 2), files.slice(2, 4), files.slice(4)]) await small.of(two, [1])
    expect(small.bytes).toBeGreaterThan(0)
    expect(small.bytes).toBeLessThanOrEqual(500)
    expect(large.bytes).toBe((small.bytes / 2) * 6)
  })

  it('have a gap where a file is missing or cut off, and are refused where one cannot be read just now', async () => {
    const files = recordedMinutes(3, 2)
    const reader = createTraceReader(1_000_000)
    rmSync(files[0]!.path)
    truncateSync(files[1]!.path, 20)
    expect(told(await reader.of(files, [1]))).toEqual([null, null, [[1, row(1200)]]])
    // A folder cannot be read as a file, as a file cannot where too many are open.
    mkdirSync(files[0]!.path)
    await expect(reader.of(files, [1])).rejects.toMatchObject({ code: 'EISDIR' })
  })
})
