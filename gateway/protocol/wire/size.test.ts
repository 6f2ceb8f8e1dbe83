import { describe, expect, it } from 'vitest'
import type { Delta, Snapshot } from '../messages.ts'
import { RaceState } from '../race-state.ts'
import { RateShadow } from '../rate-shadow.ts'
import { type TraceOptions, trace } from '../testing/trace.ts'
import { decodeMessage, encodeDelta, encodeSnapshot } from './message.ts'

/**
 * What a viewer is sent who joins a minute into the trace and follows it for `seconds` at a frame every `every`.
 * Everything is in it, heads and log too; what was sent is read again, and the hash compared.
 */
function sent(options: TraceOptions, seconds: number, every: number) {
  const source = trace(options)
  for (let i = 0; i < 60; i++) source.tick()
  const shadow = new RateShadow(source.state)
  const snapshot = encodeSnapshot(source.state.snapshot('subscribed'))
  const viewer = new RaceState(decodeMessage(snapshot, null) as Snapshot)
  const frames: number[] = []
  for (let second = 1; second <= seconds; second++) {
    shadow.take(source.tick())
    if (second % every !== 0) continue
    const delta = shadow.next(source.state)!
    const bytes = encodeDelta(shadow, delta, 1000)
    shadow.advance(delta)
    viewer.apply(decodeMessage(bytes, viewer) as Delta)
    expect(viewer.entities.hash).toBe(source.state.entities.hash)
    frames.push(bytes.length)
  }
  const mean = frames.reduce((sum, length) => sum + length, 0) / frames.length
  return { snapshot: snapshot.length, mean, each: mean / options.competitors }
}

describe('the bytes of a race', () => {
  it.each([
    ['1000 whose speed varies', { competitors: 1000 }, 1.5],
    ['1000 with 3 m of noise', { competitors: 1000, noiseM: 3 }, 2.5],
    ['100 whose speed varies', { competitors: 100 }, 1.5],
  ])('of %s are at most so many a competitor and tick (B-22)', (name, options, most) => {
    const { each, snapshot } = sent(options, 300, 1)
    console.log(`${name}: ${each.toFixed(2)} bytes a competitor and tick, snapshot ${snapshot} bytes`)
    expect(each).toBeLessThanOrEqual(most)
  })

  it('of 10,000 at a frame every 15 s are at most 10 MB an hour (B-22)', () => {
    const { each, mean, snapshot } = sent({ competitors: 10_000 }, 60, 15)
    const hour = snapshot + (mean * 3600) / 15
    console.log(`10,000 every 15 s: ${each.toFixed(2)} bytes each, ${(hour / 1e6).toFixed(1)} MB an hour`)
    expect(hour).toBeLessThanOrEqual(10e6)
  }, 60_000)
})
