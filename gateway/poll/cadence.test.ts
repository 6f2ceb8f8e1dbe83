import { describe, expect, it } from 'vitest'
import { Cadence } from './cadence.ts'

const second = 1000

/**
 * Polls a store that shows each tick `visibleAfterMs` after its second, the rest of it `restAfterMs` later.
 * Returns when the polls were, and how long after becoming visible each tick was seen whole.
 */
function polls(
  visibleAfterMs: number,
  restAfterMs = 0,
  forMs = 120_000,
  producerStopsAt = Number.POSITIVE_INFINITY,
) {
  const cadence = new Cadence()
  const at: number[] = []
  const late = new Map<number, number>()
  for (let now = 10_000; now < 10_000 + forMs; ) {
    at.push(now)
    const newest = Math.min(Math.floor((now - visibleAfterMs) / second) * second, producerStopsAt)
    const whole = now >= newest + visibleAfterMs + restAfterMs
    if (whole && !late.has(newest)) late.set(newest, now - newest - visibleAfterMs - restAfterMs)
    now += cadence.next(now, second, { newest, whole })
  }
  return { at, late: [...late.values()], cadence }
}

const perSecond = (at: number[]) => {
  const counts = at.map((from) => at.filter((other) => other >= from && other < from + second).length)
  return Math.max(...counts)
}

describe('polling in step with the tick', () => {
  it.each([40, 150, 420, 800])('learns that ticks become visible after %i ms', (visibleAfterMs) => {
    const { late } = polls(visibleAfterMs)
    const settled = late.slice(40)
    expect(settled.length).toBeGreaterThan(60)
    expect(Math.max(...settled)).toBeLessThanOrEqual(100)
  })

  it('asks little more than once a tick when it has learnt', () => {
    const { at } = polls(150)
    const settled = at.filter((now) => now > 70_000)
    expect(settled.length).toBeLessThan(60 * 1.7)
    expect(perSecond(at)).toBeLessThanOrEqual(5)
  })

  it('asks again shortly for a tick that is visible in part', () => {
    const { late } = polls(100, 50)
    expect(Math.max(...late.slice(40))).toBeLessThanOrEqual(100)
  })

  it('does not hurry while the producer is down', () => {
    const { at } = polls(100, 0, 60_000, 20_000)
    const down = at.filter((now) => now > 30_000)
    expect(down.length).toBeLessThanOrEqual(40 * 2 + 1)
    expect(down.length).toBeGreaterThan(40)
  })

  it('asks at least once a second, slow trackers or none', () => {
    const cadence = new Cadence()
    expect(cadence.next(0, 60_000, { newest: null, whole: true })).toBe(1000)
    expect(cadence.next(100_500, 60_000, { newest: 100_000, whole: true })).toBe(1000)
  })
})
