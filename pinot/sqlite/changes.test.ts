import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fixRow } from '../contract/index.ts'
import { openSqliteSink, openSqliteStore } from './index.ts'

let folder: string
let file: string
let due: (() => void)[] = []
const every = (ms: number, work: () => void) => {
  expect(ms).toBe(10)
  due.push(work)
  return () => {
    due = due.filter((other) => other !== work)
  }
}
const pollOnce = () => {
  for (const work of due) work()
}

beforeEach(() => {
  due = []
  folder = mkdtempSync(join(tmpdir(), 'racecast-pinot-'))
  file = join(folder, 'events.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

it('a store calls back once for each commit that it has not seen, and not for its own reads', async () => {
  const sink = openSqliteSink({ file })
  const store = openSqliteStore({ file, every })
  const runId = randomUUID()
  await sink.putFixes([fixRow(runId, 1, 1000)])
  let calls = 0
  const stop = store.onChange(() => calls++)
  pollOnce()
  expect(calls).toBe(0)
  await sink.putFixes([fixRow(runId, 1, 2000)])
  await store.latest(runId)
  pollOnce()
  pollOnce()
  expect(calls).toBe(1)
  await sink.putFixes([fixRow(runId, 1, 3000)])
  pollOnce()
  expect(calls).toBe(2)
  stop?.()
  expect(due).toEqual([])
  await store.close()
  await sink.close()
})

it('a store calls back when the file appears', async () => {
  const store = openSqliteStore({ file, every })
  let calls = 0
  store.onChange(() => calls++)
  pollOnce()
  expect(calls).toBe(0)
  const sink = openSqliteSink({ file })
  await sink.putFixes([fixRow(randomUUID(), 1, 1000)])
  pollOnce()
  expect(calls).toBe(1)
  await store.close()
  expect(due).toEqual([])
  await sink.close()
})
