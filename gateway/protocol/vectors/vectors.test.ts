import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Delta, decodeMessage, RaceState, type Snapshot } from '../index.ts'
import { BitReader } from '../wire/bit-reader.ts'
import { ByteReader } from '../wire/byte-reader.ts'
import type { RecordedFrame } from './recorded.ts'
import { type vectors, vectorsText } from './vectors.ts'

const text = readFileSync(join(import.meta.dirname, 'vectors.json'), 'utf8')
const kept: ReturnType<typeof vectors> = JSON.parse(text)
const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g)!, (byte) => Number.parseInt(byte, 16))
const framesOf = (viewer: RecordedFrame['viewer']) => kept.frames.filter((frame) => frame.viewer === viewer)

function begun(viewer: RecordedFrame['viewer']): RaceState {
  const [first] = framesOf(viewer)
  const snapshot = decodeMessage(bytesOf(first!.hex), null) as Snapshot
  expect(snapshot).toEqual(first!.json)
  return new RaceState(snapshot)
}

/** The viewer's state after all its deltas, each read from its bytes. */
function followed(viewer: RecordedFrame['viewer']): RaceState {
  const state = begun(viewer)
  for (const { hex, json } of framesOf(viewer).filter((frame) => frame.json.type === 'delta')) {
    const message = decodeMessage(bytesOf(hex), state) as Delta
    expect(message).toEqual(json)
    state.apply(message)
    expect(state.entities.hash).toBe(json.hash)
  }
  return state
}

describe('the test vectors', () => {
  it('are what the code makes: `node gateway/protocol/vectors/write.ts` writes them anew', () => {
    expect(text === vectorsText()).toBe(true)
  })

  it('have numbers that are read from their bytes (B-3, B-4, B-16)', () => {
    for (const { value, hex } of kept.uvar) expect(new ByteReader(bytesOf(hex)).uvar()).toBe(value)
    for (const { value, hex } of kept.svar) expect(new ByteReader(bytesOf(hex)).svar()).toBe(value)
    for (const { value, parameter, hex } of kept.number) {
      expect(new BitReader(new ByteReader(bytesOf(hex))).number(parameter)).toBe(value)
    }
    expect([kept.uvar, kept.svar, kept.number].map(({ length }) => length > 5)).toEqual([true, true, true])
  })

  it('have hashes as the specification works them out, in whole numbers of any size (H-1, H-2)', () => {
    const word = 2n ** 32n
    const hashOf = (position: readonly number[]) => {
      let h = 0x811c9dc5n
      for (let i = 0; i < 8; i++) {
        const field = ((BigInt(position[i] ?? 0) % word) + word) % word
        h = ((h ^ field) * 0x01000193n) % word
      }
      h ^= h >> 16n
      h = (h * 0x85ebca6bn) % word
      h ^= h >> 13n
      h = (h * 0xc2b2ae35n) % word
      return h ^ (h >> 16n)
    }
    for (const { positions, hash } of kept.hash) {
      expect(positions.reduce((sum, position) => (sum + hashOf(position)) % word, 0n)).toBe(BigInt(hash))
    }
    expect(kept.hash.length).toBeGreaterThan(5)
  })

  it('have motion in whole numbers, halves up, of 32 bits (M-1, M-2, M-3, M-4, M-5, M-6)', () => {
    const rounded = (a: number, b: number) => Math.floor((2 * a + b) / (2 * b))
    const within = (value: number) => Math.min(2 ** 31 - 1, Math.max(-(2 ** 31), value))
    for (const { fromMs, fromCm, toMs, toCm, velocity } of kept.velocity) {
      expect(velocity).toBe(toMs > fromMs ? rounded((toCm - fromCm) * 10_000, toMs - fromMs) : 0)
    }
    for (const { speed, velocity, elapsedMs, smoothed } of kept.smoothed) {
      expect(smoothed).toBe(rounded(speed * 15_000 + velocity * elapsedMs, 15_000 + elapsedMs))
    }
    for (const { fromMs, fromCm, toMs, toCm, velocity } of kept.followingVelocity) {
      expect(velocity).toBe(toMs > fromMs ? within(rounded((toCm - fromCm) * 10_000, toMs - fromMs)) : 0)
    }
    for (const { cm, speed, elapsedMs, predicted } of kept.predicted) {
      expect(predicted).toBe(within(cm + rounded(speed * Math.min(600_000, Math.max(0, elapsedMs)), 10_000)))
    }
    for (const { speed, velocity, elapsedMs, fixMs, following } of kept.followingSpeed) {
      const n = fixMs === 0 ? 1 : Math.min(64, Math.max(1, rounded(elapsedMs, fixMs)))
      const ms = Math.min(600_000, rounded(elapsedMs, n))
      let is: number = speed
      for (let i = 0; i < n && elapsedMs > 0; i++) is = rounded(is * 15_000 + velocity * ms, 15_000 + ms)
      expect(following).toBe(within(is))
    }
    for (const { velocity, fixMs, cm, velocityOfStep } of kept.step) {
      expect([cm, velocityOfStep]).toEqual([rounded(velocity * fixMs, 10_000), rounded(cm * 10_000, fixMs)])
    }
    expect(kept.velocity.length + kept.smoothed.length).toBeGreaterThan(8)
  })

  it('lead to the same state at every rate and after a patch (S-2, S-3, H-3, R-1, R-2, R-3, B-15)', () => {
    const inStep = followed('every tick')
    for (const viewer of ['every 5 s', 'away'] as const) {
      const { entities, ...state } = followed(viewer)
      expect(entities.hash).toBe(inStep.entities.hash)
      expect(state.facts).toEqual(inStep.facts)
      expect(state.roster).toEqual(inStep.roster)
      expect(state.log).toEqual(inStep.log)
      expect(state.race).toEqual(inStep.race)
      expect(state.front.passages()).toEqual(inStep.front.passages())
    }
  })

  it('lead in the rare cases to the snapshot that is their last (S-1, S-3, S-4, B-13, B-17)', () => {
    const state = followed('rare cases')
    const last = framesOf('rare cases').at(-1)!
    const read = decodeMessage(bytesOf(last.hex), null)
    expect(read).toEqual(last.json)
    const { positions, ...snapshot } = state.snapshot('behind')
    expect({ ...snapshot, positions: positions.toSorted((a, b) => a[0] - b[0]) }).toEqual(read)
  })

  it('have messages that are none, each for the one rule that it names (B-2, B-6, B-19)', () => {
    const state = begun('rare cases')
    for (const { what, rule, hex } of kept.malformed) {
      const read = () => decodeMessage(hex === '' ? new Uint8Array(0) : bytesOf(hex), state)
      expect(read, what).toThrow(expect.objectContaining({ name: 'MalformedFrame', rule }))
    }
    const broken = new Set(kept.malformed.map(({ rule }) => rule))
    expect([...broken].sort()).toEqual(
      [2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19].map((n) => `B-${n}`).sort(),
    )
  })

  it('hold a late entry, a place off the course, a correction, a changed roster and a merged frame', () => {
    const deltas = kept.frames.map(({ json }) => json).filter((json) => json.type === 'delta')
    const entries = deltas.flatMap(({ log }) => log)
    const kinds = new Set(entries.map(({ kind }) => kind))
    expect(
      ['finish', 'correction', 'standing', 'status'].filter((kind) => !kinds.has(kind as 'gap')),
    ).toEqual([])
    expect(deltas.some(({ positions }) => positions.some((position) => position.length === 8))).toBe(true)
    expect(deltas.some(({ roster }) => roster?.some(({ anonymous }) => anonymous))).toBe(true)
    expect(deltas.some(({ since }) => since !== undefined)).toBe(true)
    expect(deltas.some(({ positions }) => positions.some(([id]) => id > 2 ** 31))).toBe(true)
  })
})
