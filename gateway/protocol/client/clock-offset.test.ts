import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ClockOffset } from './clock-offset.ts'

describe('the clock offset', () => {
  it('is never wrong by more than half of the shortest round trip (T-1)', () => {
    const delays = fc.array(fc.tuple(fc.nat(500), fc.nat(500)), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(delays, fc.integer({ min: -1e6, max: 1e6 }), (trips, ahead) => {
        const clock = new ClockOffset()
        let now = 1_700_000_000_000
        for (const [there, back] of trips) {
          clock.offer(now, now + there + back, now + there + ahead)
          now += 1000
        }
        const shortest = Math.min(...trips.map(([there, back]) => there + back))
        expect(clock.roundTripMs).toBe(shortest)
        expect(Math.abs(clock.offsetMs - ahead)).toBeLessThanOrEqual(shortest / 2)
      }),
    )
  })

  it('forgets old round trips, so that it follows a clock that drifts', () => {
    const clock = new ClockOffset()
    clock.offer(0, 2, 1 + 1000)
    for (let i = 1; i <= 8; i++) clock.offer(i * 1000, i * 1000 + 50, i * 1000 + 25 + 1400)
    expect(clock.offsetMs).toBe(1400)
  })

  it('is what the server said without being asked until there is a round trip', () => {
    const clock = new ClockOffset()
    clock.hint(5000, 1000)
    expect([clock.offsetMs, clock.roundTripMs]).toEqual([4000, null])
  })

  it('on a new connection keeps the old offset until that connection has measured its own', () => {
    const clock = new ClockOffset()
    clock.offer(0, 2, 1001)
    clock.restart()
    expect(clock.offsetMs).toBe(1000)
    clock.offer(100, 300, 200 + 3000)
    expect([clock.offsetMs, clock.roundTripMs]).toEqual([3000, 200])
  })

  it('follows a clock that is put right: what was measured before says nothing any more', () => {
    const clock = new ClockOffset()
    for (let i = 0; i < 8; i++) clock.offer(i * 1000, i * 1000 + 20, i * 1000 + 10)
    expect(clock.offsetMs).toBe(0)
    // Five seconds slow from now on, and the next trip takes longer than all before.
    clock.offer(3000, 3200, 3100 + 5000)
    expect([clock.offsetMs, clock.roundTripMs]).toEqual([5000, 200])
  })
})
