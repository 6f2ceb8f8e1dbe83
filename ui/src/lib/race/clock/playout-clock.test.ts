import { describe, expect, it } from 'vitest'
import { raceInfo } from '../../testing/race.ts'
import { PlayoutClock, phaseAt, untilNextTick } from './playout-clock.ts'

describe('the one time of a screen', () => {
  it('is the playout delay behind the server', () => {
    const clock = new PlayoutClock(() => 1_000_062_000)
    expect(clock.wallMs(raceInfo())).toBe(1_000_060_000)
    expect(clock.raceMs(raceInfo())).toBe(60_000)
    expect(clock.raceMs(raceInfo({ playoutDelayMs: 30_000 }))).toBe(32_000)
  })

  it('is nearer to the present where that is wanted', () => {
    const clock = new PlayoutClock(() => 1_000_062_000)
    clock.delayMs = 1200
    expect([clock.raceMs(raceInfo()), clock.latestMs(raceInfo())]).toEqual([60_800, 60_800])
    clock.delayMs = null
    expect(clock.raceMs(raceInfo())).toBe(60_000)
  })

  it('stands still while it is held, and while the race is paused', () => {
    const clock = new PlayoutClock(() => 1_000_062_000)
    const paused = raceInfo({ pauses: [{ from: 1_000_050_000, to: null }] })
    expect(clock.raceMs(paused)).toBe(50_000)
    expect(clock.running(paused)).toBe(false)
    clock.frozenAt = 1_000_012_345
    expect(clock.raceMs(raceInfo())).toBe(12_345)
    expect(clock.running(raceInfo())).toBe(false)
  })

  it('has the race start, pause and end as late as it shows them', () => {
    const race = raceInfo({
      pauses: [{ from: 1_000_010_000, to: 1_000_020_000 }],
      finishedAt: 1_000_090_000,
      status: 'finished',
    })
    const phases = [-1, 0, 9_999, 10_000, 20_000, 89_999, 90_000].map((ms) =>
      phaseAt(race, 1_000_000_000 + ms),
    )
    expect(phases).toEqual(['scheduled', 'running', 'running', 'paused', 'running', 'running', 'finished'])
  })

  it('goes back, stands there or plays at any speed, and is in the present again', () => {
    let now = 1_000_062_000
    const clock = new PlayoutClock(() => now)
    const race = raceInfo()
    clock.rewind(20_000, 0)
    now += 5000
    expect([clock.raceMs(race), clock.wallMs(race), clock.isLive]).toEqual([20_000, 1_000_020_000, false])
    expect(clock.running(race)).toBe(false)
    clock.rewind(20_000, 4)
    now += 2500
    expect([clock.raceMs(race), clock.running(race), clock.speed]).toEqual([30_000, true, 4])
    clock.live()
    expect([clock.raceMs(race), clock.isLive]).toEqual([67_500, true])
  })

  it('goes neither before the gun nor beyond the present or the end of the race', () => {
    let now = 1_000_062_000
    const clock = new PlayoutClock(() => now)
    clock.rewind(-5000, 0)
    expect(clock.raceMs(raceInfo())).toBe(0)
    clock.rewind(59_000, 10)
    now += 1000
    expect(clock.raceMs(raceInfo())).toBe(61_000)
    expect(clock.running(raceInfo())).toBe(false)
    const over = raceInfo({ finishedAt: 1_000_040_000, status: 'official' })
    expect([clock.raceMs(over), clock.latestMs(over)]).toEqual([40_000, 40_000])
    clock.rewind(30_000, 0)
    expect(phaseAt(over, clock.wallMs(over))).toBe('running')
  })

  it('passes over the pauses of a race when it looks back', () => {
    const clock = new PlayoutClock(() => 1_000_062_000)
    const race = raceInfo({ pauses: [{ from: 1_000_010_000, to: 1_000_030_000 }] })
    clock.rewind(15_000, 0)
    expect(clock.wallMs(race)).toBe(1_000_035_000)
  })

  it('ticks at whole seconds of race time, before the gun as after it', () => {
    expect([0, 1, 999, 1000, -1, -999, 999.5].map(untilNextTick)).toEqual([1000, 999, 1, 1000, 1, 999, 1])
  })
})
