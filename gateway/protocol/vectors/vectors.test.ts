import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Delta, decodeMessage, RaceState, type Snapshot } from '../index.ts'
import type { RecordedFrame } from './recorded.ts'
import { type vectors, vectorsText } from './vectors.ts'

const text = readFileSync(join(import.meta.dirname, 'vectors.json'), 'utf8')
const kept: ReturnType<typeof vectors> = JSON.parse(text)
const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g)!, (byte) => Number.parseInt(byte, 16))
const framesOf = (viewer: RecordedFrame['viewer']) => kept.frames.filter((frame) => frame.viewer === viewer)

/** The viewer's state after all its frames, each read from its bytes. */
function followed(viewer: RecordedFrame['viewer']): RaceState {
  const [first, ...rest] = framesOf(viewer)
  const snapshot = decodeMessage(bytesOf(first!.hex), null) as Snapshot
  expect(snapshot).toEqual(first!.json)
  const state = new RaceState(snapshot)
  for (const { hex, json } of rest) {
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

  it('have numbers, motion and hashes (B-3, B-4, B-16, H-1, H-2, M-1, M-2, M-3, M-4, M-5, M-6)', () => {
    const { frames, ...rest } = kept
    expect(Object.entries(rest).filter(([, list]) => list.length < 3)).toEqual([])
    expect(frames.length).toBeGreaterThan(30)
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
