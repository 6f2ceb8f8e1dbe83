import { describe, expect, it } from 'vitest'
import { createEventTime } from './event-time.ts'

const hour = 3_600_000
const start = 1_760_000_000_000

describe('the time of day as races go by it', () => {
  /** Its machine, whose clock the test sets, and which goes on a second at a time. */
  function machine(at = start) {
    let [timeOfDay, elapsed] = [at, 700]
    const begin = () =>
      createEventTime(
        () => timeOfDay,
        () => elapsed,
      )
    return {
      begin,
      set: (byMs: number) => {
        timeOfDay += byMs
      },
      pass: (ms: number) => {
        timeOfDay += ms
        elapsed += ms
      },
      sleep: (ms: number) => {
        timeOfDay += ms
      },
      timeOfDay: () => timeOfDay,
    }
  }
  const none = { underWay: null, over: null }

  it('goes on where that is set back while a race is under way, by as much as has passed', () => {
    const { begin, set, pass } = machine()
    const time = begin()
    pass(1000)
    set(-hour)
    expect(time.now()).toBe(start + 1000)
    pass(5000)
    expect(time.keepUpWith({ underWay: start + 5000, over: null })).toBe(hour)
    expect([time.now(), time.aheadMs()]).toEqual([start + 6000, hour])
  })

  it('is what it was when the clock is set ahead again, and follows where it is set farther ahead', () => {
    const { begin, set, pass } = machine()
    const time = begin()
    set(-hour)
    pass(1000)
    expect(time.now()).toBe(start + 1000)
    set(hour)
    expect(time.now()).toBe(start + 1000)
    set(hour)
    expect(time.now()).toBe(start + hour + 1000)
  })

  it('follows the clock over a sleep of the machine, and where it runs a little faster or slower', () => {
    const { begin, set, pass, sleep } = machine()
    const time = begin()
    sleep(hour)
    expect(time.now()).toBe(start + hour)
    for (let i = 0; i < 100; i++) {
      pass(1000)
      set(-20)
      expect(time.now()).toBe(start + hour + (i + 1) * 980)
    }
  })

  it('is the clock again once no race is under way or ends later', () => {
    const { begin, set, pass, timeOfDay } = machine()
    const time = begin()
    pass(10_000)
    set(-hour)
    expect(time.keepUpWith({ underWay: start + 9000, over: null })).toBe(hour)
    // It is over ten seconds after what the clock said when it was set.
    pass(10_000)
    const over = start + 20_000
    expect(time.keepUpWith({ underWay: null, over })).toBe(hour)
    pass(hour - 1)
    expect(time.keepUpWith({ underWay: null, over })).toBe(hour)
    pass(1)
    expect(time.keepUpWith({ underWay: null, over })).toBe(0)
    expect(time.now()).toBe(timeOfDay())
  })

  it('is no earlier than what has happened when it begins anew after the clock was set back', () => {
    const { begin, set } = machine()
    set(-hour)
    const time = begin()
    expect(time.now()).toBe(start - hour)
    expect(time.keepUpWith({ underWay: start, over: null })).toBe(hour)
    expect(time.now()).toBe(start)
    // Of an end that is to come by this clock nobody who begins anew knows more than that something was wrong.
    expect(begin().keepUpWith({ underWay: null, over: start })).toBe(0)
    expect(begin().keepUpWith(none)).toBe(0)
  })
})
