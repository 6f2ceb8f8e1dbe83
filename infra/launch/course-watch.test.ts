import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { watchCourses } from './course-watch.ts'
import { until } from './testing/launched.ts'

let directory: string
let end = () => {}
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'racecast-watch-')), 'courses')
})
afterEach(() => {
  end()
  rmSync(join(directory, '..'), { recursive: true, force: true })
})

describe('the watch over added courses', () => {
  it('loads them when one is added, and once more when one comes during a load', async () => {
    const loads: { end: () => void }[] = []
    const load = () => new Promise<void>((resolve) => loads.push({ end: resolve }))
    end = watchCourses(directory, load, () => {})
    writeFileSync(join(directory, 'a.json'), '{}')
    await until('a load', () => loads.length === 1)
    writeFileSync(join(directory, 'b.json'), '{}')
    expect(loads).toHaveLength(1)
    loads[0]!.end()
    await until('another load', () => loads.length === 2)
  })

  it('says what went wrong', async () => {
    const errors: Error[] = []
    const away = new Error('Pinot is away')
    end = watchCourses(
      directory,
      () => Promise.reject(away),
      (error) => errors.push(error),
    )
    writeFileSync(join(directory, 'a.json'), '{}')
    await until('an error', () => errors.length > 0)
    expect(errors).toEqual([away])
  })
})
