import { expect, it } from 'vitest'
import { FakeRace, FakeRaces } from '../fixtures/fake-race.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { createLookUp } from './look-up.ts'

it('reads the list of races once a second, however many ask for what does not exist', async () => {
  const time = new VirtualTime()
  const races = new FakeRaces()
  let reads = 0
  const refresh = races.refresh.bind(races)
  races.refresh = () => {
    reads++
    return refresh()
  }
  const lookUp = createLookUp(races, time)
  await Promise.all(Array.from({ length: 50 }, () => lookUp('nowhere')))
  expect(reads).toBe(1)
  const race = new FakeRace()
  races.hidden = [race]
  expect(await lookUp(race.info.slug)).toBeUndefined()
  time.pass(1000)
  expect(await lookUp(race.info.slug)).toBe(race)
  expect(reads).toBe(2)
})

it('rejects while the list cannot be read, and recovers', async () => {
  const time = new VirtualTime()
  const races = new FakeRaces(new FakeRace())
  races.broken = new Error('locked')
  const lookUp = createLookUp(races, time)
  await expect(lookUp('x')).rejects.toThrow('locked')
  races.broken = null
  time.pass(1000)
  expect(await lookUp('x')).toBeUndefined()
})
