import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { raceRecord } from '../contract/index.ts'
import { openSqliteSink, openSqliteStore } from './index.ts'

/** A file as version 1 left it, with one race in it. */
async function fileOfVersion1() {
  const folder = mkdtempSync(join(tmpdir(), 'racecast-pinot-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'events.db')
  const race = raceRecord()
  const sink = openSqliteSink({ file })
  await sink.putRace(race)
  await sink.close()
  const db = new DatabaseSync(file)
  db.exec('ALTER TABLE races DROP COLUMN visibility; PRAGMA user_version = 1')
  db.close()
  return { file, race }
}

it('a file from before there were private races is read, its races being public', async () => {
  const { file, race } = await fileOfVersion1()
  const store = openSqliteStore({ file })
  onTestFinished(() => store.close())
  expect(await store.races()).toEqual([race])
})

it('takes private ones once its writer has opened it, and the reader that was there sees them', async () => {
  const { file, race } = await fileOfVersion1()
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
