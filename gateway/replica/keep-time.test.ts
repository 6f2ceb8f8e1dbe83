import { createEventTime } from '@racecast/pinot/event-time'
import { expect, it, onTestFinished } from 'vitest'
import { FakeRace, FakeRaces } from '../fixtures/fake-race.ts'
import { raceInfo } from '../fixtures/race.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { keepTime } from './keep-time.ts'

const hour = 3_600_000
const silent = { info() {}, warn() {}, error() {} }

/** A gateway with one race under way, whose newest fix is of now. */
function setUp(simulated = true) {
  const clock = new VirtualTime(raceInfo.startTime + 60_000)
  const race = new FakeRace(3, { ...raceInfo, simulated })
  race.newEpoch()
  const measuredAt = clock.now()
  race.state!.lag = { ...race.state!.lag, measuredAt }
  const begin = () => {
    const time = createEventTime(clock.now, clock.elapsed)
    onTestFinished(keepTime({ races: new FakeRaces(race), time, clock, log: silent }))
    return time
  }
  return { clock, begin, measuredAt }
}

it('tells viewers the time of a race that goes on though the clock was set back, from the beginning too', () => {
  const { clock, begin, measuredAt } = setUp()
  const time = begin()
  clock.set(-hour)
  clock.pass(5000)
  expect(time.now()).toBe(measuredAt + 5000)
  // Another one that begins then has only the fix to go by.
  expect(begin().now()).toBe(measuredAt)
})

it('believes no fix that our generator has not worked out: a tracker may be wrong by years', () => {
  const { clock, begin, measuredAt } = setUp(false)
  clock.set(-hour)
  expect(begin().now()).toBe(measuredAt - hour)
})
