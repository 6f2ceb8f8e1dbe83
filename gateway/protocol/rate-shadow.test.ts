import { describe, expect, it } from 'vitest'
import type { Delta, Snapshot } from './messages.ts'
import { RaceState } from './race-state.ts'
import { RateShadow } from './rate-shadow.ts'
import { trace } from './testing/trace.ts'
import { decodeMessage, encodeDelta } from './wire/message.ts'

const copied = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

describe('a slower rate', () => {
  it.each([1, 5, 15])(
    'of a frame every %i s gives the same state as every tick, log and all (R-1, R-2)',
    (every) => {
      const source = trace({ competitors: 300, seed: 3, noiseM: 1 })
      const shadow = new RateShadow(source.state)
      const binary = new RaceState(copied(source.state.snapshot('subscribed')))
      const json = new RaceState(copied(source.state.snapshot('subscribed')))
      for (let second = 1; second <= 60; second++) {
        shadow.take(source.tick())
        if (second % every !== 0) continue
        const delta = shadow.next(source.state)!
        const bytes = encodeDelta(shadow, delta, shadow.race.fixIntervalS * 1000)
        shadow.advance(delta)
        json.apply(copied(delta))
        binary.apply(decodeMessage(bytes, binary) as Delta)
        for (const viewer of [json, binary]) {
          expect(viewer.entities.hash).toBe(delta.hash)
          expect(viewer.facts).toEqual(source.state.facts)
          expect(viewer.front.passages()).toEqual(source.state.front.passages())
        }
      }
      expect(binary.seq).toBe(60)
      // 300 start entries in one second are more than a state keeps.
      expect(binary.nextLogNumber).toBeGreaterThan(300)
    },
  )

  it('has nothing to send while nothing is new (R-2)', () => {
    const source = trace({ competitors: 3 })
    source.tick()
    const shadow = new RateShadow(source.state)
    expect(shadow.next(source.state)).toBeNull()
    shadow.take(source.tick())
    const delta = shadow.next(source.state)!
    shadow.advance(delta)
    expect(shadow.next(source.state)).toBeNull()
    expect(shadow.entities.hash).toBe(source.state.entities.hash)
  })

  it('shares nothing with the state that it is a copy of', () => {
    const source = trace({ competitors: 3 })
    source.tick()
    const before = (source.state.snapshot('behind') satisfies Snapshot).positions
    const shadow = new RateShadow(source.state)
    for (let i = 0; i < 5; i++) source.tick()
    expect([0, 1, 2].map((slot) => shadow.entities.position(slot))).toEqual(before)
  })
})
