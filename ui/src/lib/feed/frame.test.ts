import { encodeDelta, encodeSnapshot, RaceState } from '@racecast/gateway/protocol'
import { describe, expect, it } from 'vitest'
import { snapshot } from '../testing/race.ts'
import { type Frame, hashAgrees, readFrame } from './frame.ts'
import { ratesOf } from './frame-rate.ts'
import { marksOf } from './hex.ts'

const about = { n: 1, way: 'in' as const, at: 10_000 }
const lag = { measuredAt: 9000, publishedAt: 9100, pollStart: 9200, pollEnd: 9210, sentAt: 9300 }

function heldState(): RaceState {
  const state = new RaceState(snapshot({ seq: 4, positions: [[1, 100, 1000, 3000, 3000, 0]] }))
  return state
}

const delta = {
  ...{ type: 'delta' as const, epoch: 1, seq: 5, hash: 0xa1b2c3d4, lag },
  ...{
    positions: [[1, 400, 2000, 3000, 3000, 0] as [number, number, number, number, number, number]],
    log: [],
  },
}

describe('a frame of the inspector', () => {
  it('says kind, size, place in the sequence and lag, alike in both encodings', () => {
    const state = heldState()
    const json = JSON.stringify(delta)
    const bytes = encodeDelta(state, delta)
    const [text, binary] = [readFrame(json, state, about), readFrame(bytes, state, about)]
    for (const frame of [text, binary]) {
      expect(frame).toMatchObject({
        kind: 'delta',
        epoch: 1,
        seq: 5,
        competitors: 1,
        lagMs: 900,
        fault: null,
      })
    }
    expect([text.bytes, binary.bytes]).toEqual([json.length, bytes.length])
    expect(binary.message).toEqual(text.message)
  })

  it('says why it could not be read', () => {
    expect(readFrame('{', null, about)).toMatchObject({ kind: 'unreadable', message: null })
    expect(readFrame(new Uint8Array([9, 9]), null, about).fault).toMatch(/9 is no kind of message/)
  })

  it('has the right hash only where the state after it has it', () => {
    const state = heldState()
    const frame = readFrame(JSON.stringify(delta), state, about)
    expect(hashAgrees(frame, state), 'it has not been applied').toBe(false)
    state.apply(delta)
    expect(hashAgrees(frame, state), 'the hash is invented').toBe(false)
    const right = readFrame(JSON.stringify({ ...delta, hash: state.entities.hash }), state, about)
    expect(hashAgrees(right, state)).toBe(true)
    expect(hashAgrees(readFrame('{"type":"ping","seq":5,"serverTime":1}', state, about), state)).toBeNull()
  })
})

describe('the bytes of a frame', () => {
  it('are named part by part without a gap', () => {
    for (const bytes of [encodeDelta(heldState(), delta), encodeSnapshot(snapshot({ lag, hash: 7 }))]) {
      const marks = marksOf(bytes)
      expect(marks[0]!.from).toBe(0)
      expect(marks.at(-1)!.to).toBe(bytes.length)
      for (let i = 1; i < marks.length; i++) expect(marks[i]!.from).toBe(marks[i - 1]!.to)
    }
    const named = Object.fromEntries(
      marksOf(encodeDelta(heldState(), delta)).map(({ name, value }) => [name, value]),
    )
    expect(named).toMatchObject({ kind: 'delta', epoch: '1', seq: '5', 'seq - since': '1', hash: 'a1b2c3d4' })
    expect(named).toMatchObject({ 'sentAt - pollEnd': '90 ms', 'pollStart - measuredAt': '200 ms' })
  })
})

describe('the rates', () => {
  it('are of the last half minute, snapshots apart', () => {
    const frame = (at: number, kind: string, bytes: number, competitors: number) =>
      ({ way: 'in', at, kind, bytes, competitors }) as Frame
    const frames = [frame(0, 'delta', 9999, 1), frame(40_000, 'snapshot', 5000, 100)]
    for (let s = 41; s <= 50; s++) frames.push(frame(s * 1000, 'delta', 150, 100))
    expect(ratesOf(frames, 50_000)).toEqual({ messages: 1.1, bytes: 650, perCompetitor: 1.5 })
    expect(ratesOf([], 0)).toEqual({ messages: 0, bytes: 0, perCompetitor: null })
  })
})
