import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { raceRecord } from '../contract/index.ts'
import { openSink, openStore } from './index.ts'

it('opens a sink and a store on the file of a sqlite: address', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'racecast-pinot-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const url = `sqlite:${join(folder, 'events.db')}`
  const sink = openSink(url)
  const store = openStore(url)
  const race = raceRecord()
  await sink.putRace(race)
  expect(await store.races()).toEqual([race])
  await sink.close()
  await store.close()
})

it.each(['', 'events.db', 'sqlite:', 'mysql:x', 'constructor:x'])(
  'refuses %j, saying what to write',
  (url) => {
    expect(() => openSink(url)).toThrow(`EVENTS_URL is ${JSON.stringify(url)}`)
    expect(() => openStore(url)).toThrow(/STORE_URL .* use sqlite:PATH/)
  },
)
