import { expect, it } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import { startTicker } from './ticker.ts'

const S = 1_760_000_000_000

it('ticks with each whole second of the wall clock as it begins', () => {
  const clock = fakeClock(S + 250)
  const ticks: [second: number, at: number][] = []
  startTicker(clock, (second) => ticks.push([second, clock.now()]))
  clock.advance(749)
  expect(ticks).toEqual([])
  clock.advance(3001)
  expect(ticks).toEqual([1, 2, 3, 4].map((n) => [S + n * 1000, S + n * 1000]))
})

it('does not drift when every tick takes time', () => {
  const clock = fakeClock(S)
  const ticks: number[] = []
  const slow = {
    ...clock,
    schedule: (ms: number, run: () => void) => clock.schedule(ms + 7, run),
  }
  startTicker(slow, (second) => ticks.push(second))
  clock.advance(600_000)
  expect(ticks).toHaveLength(599)
  expect(ticks.at(-1)).toBe(S + 599_000)
})

it('leaves out seconds of a stall and goes on in step', () => {
  const clock = fakeClock(S)
  const ticks: number[] = []
  startTicker(clock, (second) => ticks.push(second))
  clock.advance(1000)
  clock.set(S + 5400)
  clock.advance(1000)
  expect(ticks).toEqual([S + 1000, S + 5000, S + 6000])
})

it('ticks no second twice when a timer is early, and goes on where the clock is set back', () => {
  const clock = fakeClock(S)
  const ticks: number[] = []
  const early = {
    ...clock,
    schedule: (ms: number, run: () => void) => clock.schedule(Math.max(1, ms - 2), run),
  }
  startTicker(early, (second) => ticks.push(second))
  clock.advance(2000)
  expect(ticks).toEqual([S + 1000, S + 2000])
  clock.turn(-3_600_000)
  clock.keepUpWith({ underWay: null, over: null })
  clock.advance(2600)
  expect(ticks.slice(2).map((second) => second + 3_600_000)).toEqual([S + 2000, S + 3000, S + 4000])
})

it('stops when it is told to', () => {
  const clock = fakeClock(S)
  const ticks: number[] = []
  const stop = startTicker(clock, (second) => ticks.push(second))
  clock.advance(1000)
  stop()
  clock.advance(5000)
  expect(ticks).toEqual([S + 1000])
})
