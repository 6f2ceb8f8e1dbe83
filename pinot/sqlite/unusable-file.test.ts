import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { fixRow, raceRecord } from '../contract/index.ts'
import { SinkUnavailable, StoreUnavailable } from '../ports/index.ts'
import { openSqliteSink, openSqliteStore } from './index.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'racecast-pinot-'))
  file = join(folder, 'events.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

function sinkOn(path: string, maxPages?: number) {
  const sink = openSqliteSink({ file: path, maxPages })
  onTestFinished(() => sink.close())
  return sink
}
function storeOn(path: string) {
  const store = openSqliteStore({ file: path })
  onTestFinished(() => store.close())
  return store
}

describe('a sink whose file', () => {
  it('is locked by another writer says so, and goes on when the lock is gone', async () => {
    const sink = sinkOn(file)
    const race = raceRecord()
    await sink.putRace(race)
    const other = new DatabaseSync(file)
    other.exec('BEGIN IMMEDIATE')
    await expect(sink.putFixes([fixRow(race.runId, 1, 1000)])).rejects.toThrow(SinkUnavailable)
    await expect(sink.putFixes([fixRow(race.runId, 1, 1000)])).rejects.toThrow(/events\.db: another process/)
    other.exec('ROLLBACK')
    other.close()
    await sink.putFixes([fixRow(race.runId, 1, 1000)])
    expect(await sink.newestFix(race.runId)).toBe(fixRow(race.runId, 1, 1000).timestamp)
  })

  it('is locked from the beginning opens when the lock is gone', async () => {
    const other = new DatabaseSync(file)
    other.exec('BEGIN EXCLUSIVE')
    const sink = sinkOn(file)
    await expect(sink.races()).rejects.toThrow(SinkUnavailable)
    other.exec('ROLLBACK')
    other.close()
    expect(await sink.races()).toEqual([])
  })

  it('has no more room says so, keeps nothing of the call, and what was there stays', async () => {
    const sink = sinkOn(file, 30)
    const runId = randomUUID()
    await sink.putFixes([fixRow(runId, 1, 1000)])
    const many = Array.from({ length: 5000 }, (_, i) => fixRow(runId, i + 2, 2000))
    await expect(sink.putFixes(many)).rejects.toThrow(SinkUnavailable)
    await expect(sink.putFixes(many)).rejects.toThrow(/disk is full/)
    expect(await storeOn(file).latest(runId)).toEqual([fixRow(runId, 1, 1000)])
    await sink.putFixes([fixRow(runId, 1, 3000)])
  })

  it('lies in a folder that is not there says so, and works once it is', async () => {
    const path = join(folder, 'later', 'events.db')
    const sink = sinkOn(path)
    await expect(sink.races()).rejects.toThrow(SinkUnavailable)
    await expect(sink.races()).rejects.toThrow(/check that its folder exists/)
    mkdirSync(join(folder, 'later'))
    expect(await sink.races()).toEqual([])
  })

  it('is closed says so', async () => {
    const sink = openSqliteSink({ file })
    await sink.close()
    await expect(sink.races()).rejects.toThrow(/the sink is closed/)
  })
})

describe('a store whose file', () => {
  it('is not made yet answers with nothing, and with what is there afterwards', async () => {
    const store = storeOn(file)
    const race = raceRecord()
    expect(await store.races()).toEqual([])
    expect(await store.latest(race.runId)).toEqual([])
    expect(await store.extent(race.runId)).toBeNull()
    await sinkOn(file).putRace(race)
    expect(await store.races()).toEqual([race])
  })

  it('is being made answers with nothing', async () => {
    writeFileSync(file, '')
    expect(await storeOn(file).races()).toEqual([])
  })

  it('is being written to reads the state before, without waiting', async () => {
    const race = raceRecord()
    await sinkOn(file).putRace(race)
    const other = new DatabaseSync(file)
    onTestFinished(() => other.close())
    other.exec('BEGIN IMMEDIATE; DELETE FROM races')
    expect(await storeOn(file).races()).toEqual([race])
  })

  it('is a folder says so', async () => {
    mkdirSync(file)
    await expect(storeOn(file).races()).rejects.toThrow(StoreUnavailable)
  })

  it('has lost its writer is still read', async () => {
    const sink = openSqliteSink({ file })
    const race = raceRecord()
    await sink.putRace(race)
    await sink.close()
    expect(await storeOn(file).races()).toEqual([race])
  })
})

describe('sink and store', () => {
  it('refuse a file of a newer schema, naming both versions and what to do', async () => {
    const db = new DatabaseSync(file)
    db.exec('PRAGMA user_version = 99')
    db.close()
    for (const answer of [sinkOn(file).races(), storeOn(file).races()]) {
      const error: Error = await answer.then(
        () => expect.unreachable(),
        (reason) => reason,
      )
      expect(error.message).toMatch(/events\.db: schema version 99 is newer than 3.*upgrade/)
      expect(error).not.toBeInstanceOf(SinkUnavailable)
      expect(error).not.toBeInstanceOf(StoreUnavailable)
    }
  })

  it('refuse a file that is not a database, naming what to do', async () => {
    writeFileSync(file, 'bib,name\n'.repeat(1000))
    for (const answer of [sinkOn(file).races(), storeOn(file).races()]) {
      const error: Error = await answer.then(
        () => expect.unreachable(),
        (reason) => reason,
      )
      expect(error.message).toMatch(/events\.db: it is not a SQLite database; name another file/)
      expect(error).not.toBeInstanceOf(SinkUnavailable)
      expect(error).not.toBeInstanceOf(StoreUnavailable)
    }
  })

  it('say that a damaged file is damaged', async () => {
    const sink = openSqliteSink({ file })
    const runId = randomUUID()
    await sink.putFixes(Array.from({ length: 2000 }, (_, i) => fixRow(runId, i + 1, 1000)))
    await sink.close()
    const db = new DatabaseSync(file)
    const pages = Number(db.prepare('PRAGMA page_count').get()?.page_count)
    db.exec('PRAGMA journal_mode = DELETE')
    db.close()
    const descriptor = openSync(file, 'r+')
    const damage = Buffer.alloc(4096 * (pages - 3), 0xa5)
    writeSync(descriptor, damage, 0, damage.length, 3 * 4096)
    closeSync(descriptor)
    await expect(storeOn(file).latest(runId)).rejects.toThrow(/events\.db: it is damaged; move it away/)
    await expect(sinkOn(file).putFixes([fixRow(runId, 1, 9000)])).rejects.toThrow(/damaged/)
  })

  it('say that a file is read-only', async () => {
    const sink = openSqliteSink({ file })
    await sink.putRace(raceRecord())
    await sink.close()
    chmodSync(file, 0o444)
    chmodSync(folder, 0o555)
    // The superuser may write anything, so the sink is asked by a process of somebody else.
    const program = `
      const { openSqliteSink } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)})
      const sink = openSqliteSink({ file: process.argv[1] })
      const race = JSON.parse(process.argv[2])
      await sink.putRace(race).catch((error) => console.log(error.name, error.message))`
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
    const args = ['--input-type=module', '-e', program, file, JSON.stringify(raceRecord())]
    const said = execFileSync(process.execPath, args, { ...user, encoding: 'utf8' })
    chmodSync(folder, 0o755)
    expect(said).toMatch(/^SinkUnavailable .*events\.db: .*give this user .*write permission/)
  })
})
