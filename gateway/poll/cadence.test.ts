import { describe, expect, it } from 'vitest'
import { Cadence } from './cadence.ts'

const second = 1000

interface Store {
  /** How long after its second the n-th tick is published, ms. */
  publishedAfter?: number
  /** How long after its second the n-th tick becomes visible, ms, and the rest of it after that. */
  visibleAfter: (n: number) => number
  restAfter?: number
  /** How long a query takes, ms. */
  queryMs?: number
  producerStopsAt?: number
  forMs?: number
}

/** Polls such a store. Returns when it was asked, and how long after becoming visible each tick was asked for. */
function polls(store: Store) {
  const { publishedAfter = 5, visibleAfter, restAfter = 0, queryMs = 15, forMs = 120_000 } = store
  const cadence = new Cadence()
  const at: number[] = []
  const late = new Map<number, number>()
  const visible = (tick: number) => tick + visibleAfter(tick / second)
  for (let now = 10_000; now < 10_000 + forMs; ) {
    at.push(now)
    let newest = Math.floor(now / second) * second
    while (visible(newest) > now) newest -= second
    newest = Math.min(newest, store.producerStopsAt ?? newest)
    const whole = now >= visible(newest) + restAfter
    if (whole && !late.has(newest)) late.set(newest, now - visible(newest) - restAfter)
    const tick = { newest, publishedAt: newest + publishedAfter, askedAt: now, whole }
    now += queryMs
    now = Math.round(now + cadence.next(now, second, tick))
  }
  return { at, late: [...late.values()], cadence }
}

const mostInASecond = (at: number[]) =>
  Math.max(...at.map((from) => at.filter((other) => other >= from && other < from + second).length))
const quantile = (values: number[], q: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(q * values.length)]!
/** The same every time, spread over [0, 1). */
const spread = (n: number) => (n * 0.618034) % 1

describe('polling in step with the tick', () => {
  it.each([40, 150, 420, 800])('learns that ticks become visible after %i ms', (ms) => {
    const settled = polls({ visibleAfter: () => ms }).late.slice(30)
    expect(settled.length).toBeGreaterThan(60)
    expect(Math.max(...settled)).toBeLessThanOrEqual(45)
  })

  it('is some 20 ms late at the median where ticks take 35 to 95 ms and some take 190', () => {
    const visibleAfter = (n: number) => (n % 25 === 0 ? 190 : 35 + 60 * spread(n))
    const settled = polls({ visibleAfter }).late.slice(30)
    expect(quantile(settled, 0.5)).toBeLessThanOrEqual(25)
    expect(quantile(settled, 0.99)).toBeLessThanOrEqual(80)
  })

  it('is back in step within some ten ticks after a pause of the store', () => {
    const { late } = polls({ visibleAfter: (n) => (n >= 40 && n < 43 ? 600 : 50), forMs: 60_000 })
    expect(Math.max(...late.slice(-5))).toBeLessThanOrEqual(60)
  })

  it('asks about one and a half times a tick when it has learnt, and never more than five times in a second', () => {
    const { at } = polls({ visibleAfter: (n) => 35 + 60 * spread(n) })
    const settled = at.filter((now) => now > 70_000)
    expect(settled.length).toBeLessThan(60 * 2)
    expect(mostInASecond(at)).toBeLessThanOrEqual(5)
  })

  it('asks again shortly for a tick that is visible in part', () => {
    const { late, at } = polls({ visibleAfter: () => 60, restAfter: 40 })
    expect(Math.max(...late.slice(30))).toBeLessThanOrEqual(50)
    expect(mostInASecond(at)).toBeLessThanOrEqual(5)
  })

  it('does not wait for the one part of a tick that never comes', () => {
    const { at } = polls({ visibleAfter: () => 60, restAfter: 2000, forMs: 30_000 })
    expect(mostInASecond(at)).toBeLessThanOrEqual(6)
  })

  it('learns from when it asked, not from how long the answer took', () => {
    const slow = polls({ visibleAfter: () => 60, queryMs: 200 })
    expect(Math.max(...slow.late.slice(30))).toBeLessThanOrEqual(250)
    expect(slow.cadence.lagMs).toBeLessThan(80)
  })

  it('does not take what it asked for late as a sign that it could have asked earlier', () => {
    const cadence = new Cadence()
    for (let tick = 0; tick < 60; tick++) {
      const newest = tick * second
      const askedAt = newest + 300
      cadence.next(askedAt + 20, second, { newest, publishedAt: newest + 5, askedAt, whole: true })
    }
    expect(cadence.lagMs).toBe(60)
  })

  it('never asks for a tick before it can have been published', () => {
    const { cadence } = polls({ publishedAfter: 30, visibleAfter: () => 31 })
    expect(cadence.lagMs).toBeGreaterThanOrEqual(30)
  })

  it('does not hurry while the producer is down', () => {
    const { at } = polls({ visibleAfter: () => 100, forMs: 60_000, producerStopsAt: 20_000 })
    const down = at.filter((now) => now > 30_000)
    expect(down.length).toBeLessThanOrEqual(40 * 2 + 1)
    expect(down.length).toBeGreaterThan(40)
  })

  it('asks at least once a second, slow trackers or none', () => {
    const cadence = new Cadence()
    const none = { newest: null, publishedAt: null, askedAt: 0, whole: true }
    expect(cadence.next(0, 60_000, none)).toBe(1000)
    const slow = { newest: 100_000, publishedAt: 100_010, askedAt: 100_500, whole: true }
    expect(cadence.next(100_500, 60_000, slow)).toBe(1000)
  })
})
