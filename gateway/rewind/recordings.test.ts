import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { FakeRace, FakeRaces } from '../fixtures/fake-race.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { recordingLog } from '../poll/testing/recorded-race.ts'
import type { Made, Maker, Order } from './maker.ts'
import { createRecordings } from './recordings.ts'
import { rewindEpochOf } from './rewind-epoch.ts'

it('goes on with a race that was missing from one answer of the store, and says meanwhile what it has', async () => {
  const race = new FakeRace()
  race.newEpoch()
  const clock = new VirtualTime(race.info.startTime)
  const root = mkdtempSync(join(tmpdir(), 'racecast-recordings-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const orders: Order[] = []
  let isMissing = false
  const made: Made = {
    kept: { epoch: rewindEpochOf(race.info, race.line.course.hash), first: 0, chunks: [], completeFor: null },
    growing: null,
    more: false,
  }
  const maker: Maker = {
    async make(order) {
      orders.push(order)
      return isMissing ? null : made
    },
    distrust: async () => {},
    tidy: async () => [],
    forget: async () => {},
    close: async () => {},
  }
  const moments = { at: async () => expect.unreachable(), close: async () => {} }
  const options = { races: new FakeRaces(race), maker, moments, root, clock, log: recordingLog() }
  const recordings = createRecordings({ ...options, mostBytes: 1e9, keepMs: 86_400_000 })
  onTestFinished(() => recordings.close())
  const goOn = async (seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      race.tick()
      clock.pass(1000)
    }
    await recordings.of(race)
    await recordings.look()
    return orders.splice(0).length
  }

  expect(await goOn(20)).toBeGreaterThan(0)
  isMissing = true
  expect(await goOn(5)).toBeGreaterThan(0)
  isMissing = false
  expect((await recordings.of(race))?.made).toBe(made)
  expect(await goOn(120)).toBeGreaterThan(0)
})
