import type { FixRow } from '@racecast/pinot/events'
import { StoreUnavailable } from '@racecast/pinot/ports'
import { expect, it } from 'vitest'
import { fix, ground, gun } from '../race/testing/fixes.ts'
import { RaceReader } from './race-reader.ts'
import { rebuild } from './rebuild.ts'
import { polled } from './testing/polled.ts'
import { settled } from './testing/recorded-race.ts'

const minute = 60_000

/** A race of half an hour, which is read in three windows; the one that begins with `failing` cannot be read so often. */
function halfAnHour(failing: number, times: number) {
  const { store, race, clock } = polled()
  for (let s = 0; s <= 1800; s += 5)
    for (const id of [1, 2, 3]) store.rows.push(fix(id, s, s / (3 + id / 10)))
  const asked: number[] = []
  const history = store.history.bind(store)
  let left = times
  store.history = async (window): Promise<FixRow[]> => {
    asked.push(Math.round((window.from + 1 - gun) / minute))
    if (asked.at(-1) === failing && left-- > 0) throw new StoreUnavailable('it was restarted')
    return history(window)
  }
  const reader = new RaceReader(race.runId, store, clock)
  const working = rebuild(reader, race, store.entered, ground, 1, clock, () => {})
  async function worked() {
    let isDone = false
    const done = () => {
      isDone = true
    }
    working.then(done, done)
    for (let i = 0; i < 100 && !isDone; i++) {
      await settled(30)
      if (!isDone) clock.pass(500)
    }
    return working
  }
  return { asked, reader, clock, worked }
}

it('a window that cannot be read for some seconds costs nothing of what was worked out before', async () => {
  const { asked, worked } = halfAnHour(10, 3)
  const { state } = (await worked()).live
  expect(state.entities.t[state.entities.slots.get(1)!]).toBe(1_800_000)
  expect(asked.slice(0, 6)).toEqual([0, 10, 10, 10, 10, 20])
})

it('is given up where that lasts, at once where nothing is worked out yet, and when polling ends', async () => {
  const lasting = halfAnHour(10, 1000)
  await expect(lasting.worked()).rejects.toThrow('it was restarted')
  expect(lasting.asked).toEqual([0, 10, 10, 10, 10, 10])
  const first = halfAnHour(0, 1000)
  await expect(first.worked()).rejects.toThrow('it was restarted')
  expect(first.asked).toEqual([0])
  const ended = halfAnHour(10, 1000)
  while (ended.asked.length < 2) await settled()
  ended.reader.close()
  await expect(ended.worked()).rejects.toThrow('polling has ended')
  expect(ended.asked).toEqual([0, 10])
})
