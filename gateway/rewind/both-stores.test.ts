import { join } from 'node:path'
import { openCatalogue } from '@racecast/courses/catalogue'
import { simulateRace } from '@racecast/generator/simulation'
import { openSink, openStore } from '@racecast/pinot/adapters'
import { readyPlace, serversAreMissing, stackTimeout } from '@racecast/pinot/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { temporaryFolder } from '../poll/testing/recorded-race.ts'
import { createMaker } from './local-maker.ts'
import type { Made } from './maker.ts'
import { filesOf } from './testing/files-of.ts'
import { hurried } from './testing/hurried.ts'

const course = openCatalogue().get('crystal') ?? openCatalogue().list()[0]!
const gun = 1_760_000_000_000

describe.skipIf(serversAreMissing)('a recording', () => {
  it('has the same bytes from Kafka and Pinot as from a SQLite file', { timeout: stackTimeout }, async () => {
    const place = await readyPlace([course])
    onTestFinished(() => place.remove(), stackTimeout)
    const request = { seed: 5, competitors: 25, fastest: 100, slowest: 160, stoppingRatio: 0.3 }
    const reality = { minPause: 5, maxPause: 20, gpsNoiseM: 3, dropoutRatio: 0.3, waves: 2, waveGapS: 20 }
    const { record, entries, rowsUpTo } = simulateRace({ ...request, ...reality }, course, gun)
    const rows = rowsUpTo(gun + 3_600_000)
    const newest = rows.at(-1)!.timestamp
    const race = { ...record, status: 'finished' as const, finishedAt: newest, updatedAt: newest }

    const sqlite = `sqlite:${join(temporaryFolder(), 'events.db')}`
    const recordings: Record<string, string>[] = []
    for (const { events, from } of [
      { events: sqlite, from: sqlite },
      { events: place.eventsUrl, from: place.storeUrl },
    ]) {
      const sink = openSink(events)
      onTestFinished(() => sink.close())
      await sink.putEntries(entries)
      await sink.putFixes(rows)
      await sink.putRace(race)
      const store = openStore(from)
      const all = { runId: race.runId, from: 0, to: newest }
      await vi.waitFor(async () => expect(await store.history(all)).toHaveLength(rows.length), {
        timeout: 60_000,
        interval: 50,
      })
      await vi.waitFor(async () => expect(await store.entries(race.runId)).toHaveLength(entries.length), {
        timeout: 60_000,
        interval: 50,
      })
      const root = join(temporaryFolder(), 'rewind')
      const maker = createMaker(root, store, hurried())
      onTestFinished(() => maker.close())
      const order = { runId: race.runId, course, settledAt: newest + 60_000, growTo: null, over: true }
      let made: Made | null = null
      do made = await maker.make(order)
      while (made?.more)
      expect(made?.kept.chunks.length).toBeGreaterThan(10)
      recordings.push(filesOf(root))
    }
    expect(recordings[1]).toEqual(recordings[0])
  })
})
