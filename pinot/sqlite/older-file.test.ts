import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { raceRecord } from '../contract/index.ts'
import { openSqliteSink, openSqliteStore } from './index.ts'

/** A file as a version left it that had not these columns, with one race in it. */
async function fileOf(version: number, columns: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'racecast-pinot-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'events.db')
  const race = raceRecord()
  const sink = openSqliteSink({ file })
  await sink.putRace(race)
  await sink.close()
  const db = new DatabaseSync(file)
  db.exec(
    `${columns.map((name) => `ALTER TABLE races DROP COLUMN ${name};`).join(' ')} PRAGMA user_version = ${version}`,
  )
  db.close()
  return { file, race }
}

it('a file from before there were private races is read, its races being public', async () => {
  const { file, race } = await fileOf(1, ['visibility', 'rulings'])
  const store = openSqliteStore({ file })
  onTestFinished(() => store.close())
  expect(await store.races()).toEqual([race])
})

it('takes private ones once its writer has opened it, and the reader that was there sees them', async () => {
  const { file, race } = await fileOf(1, ['visibility', 'rulings'])
  const store = openSqliteStore({ file })
  onTestFinished(() => store.close())
  expect(await store.races()).toEqual([race])
  const sink = openSqliteSink({ file })
  onTestFinished(() => sink.close())
  expect(await sink.races()).toEqual([race])
  const hidden = raceRecord({ visibility: 'private', startTime: race.startTime - 1 })
  await sink.putRace(hidden)
  expect(await store.races()).toEqual([race, hidden])
})

it('a file from before finishes could be taken back is read, and takes one that was once its writer has opened it', async () => {
  const { file, race } = await fileOf(2, ['rulings'])
  const store = openSqliteStore({ file })
  onTestFinished(() => store.close())
  expect(await store.races()).toEqual([race])
  const sink = openSqliteSink({ file })
  onTestFinished(() => sink.close())
  const rulings = [{ competitorId: 1, at: race.startTime + 2, until: race.startTime + 1 }]
  const after = { ...race, rulings, updatedAt: race.updatedAt + 1 }
  await sink.putRace(after)
  expect(await store.races()).toEqual([after])
})
