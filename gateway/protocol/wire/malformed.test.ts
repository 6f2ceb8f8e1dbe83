import { describe, expect, it } from 'vitest'
import type { Delta, LogEntry } from '../messages.ts'
import { RaceState, SequenceBroken } from '../race-state.ts'
import { RateShadow } from '../rate-shadow.ts'
import { trace, uniform } from '../testing/trace.ts'
import { MalformedFrame } from './malformed-frame.ts'
import { decodeMessage, encodeDelta, encodePatch, encodeSnapshot } from './message.ts'

const log: LogEntry[] = [
  { n: 70, kind: 'status', t: 0, status: 'started' },
  { n: 71, kind: 'gap', t: 5, from: 5, to: 9 },
  { n: 72, kind: 'split', t: 900, id: 3, km: 1 },
  { n: 75, kind: 'standing', t: 950, id: 4, standing: 'DNF' },
  {
    n: 76,
    kind: 'correction',
    t: 900,
    takesBack: 72,
    of: 'split',
    id: 3,
    km: 1,
    reason: 'Zeitnahme geändert',
  },
]

/** A valid message of each form, and what it is read relative to. */
function messages() {
  const source = trace({ competitors: 12, seed: 5 })
  for (let i = 0; i < 40; i++) source.tick()
  const slow = new RateShadow(source.state)
  const early = new RaceState(source.state.snapshot('behind'))
  for (let i = 0; i < 5; i++) source.tick()
  const fiveSeconds = { ...slow.next(source.state)!, log }
  const before = new RaceState(source.state.snapshot('behind'))
  const delta = source.tick()
  const tick: Delta = {
    ...delta,
    ...{ log, front: [[4, 7000]], race: source.state.race, roster: [source.state.roster.get(3)!] },
    positions: delta.positions.map((position) =>
      position[0] === 6 ? [6, position[1], position[2], 7, 7, 2, 51_000_000, 20_000] : position,
    ),
  }
  return {
    snapshot: { bytes: encodeSnapshot({ ...source.state.snapshot('behind'), log }), held: null },
    tick: { bytes: encodeDelta(before, tick), held: before },
    'slower rate': { bytes: encodeDelta(early, fiveSeconds, 1000), held: early },
    patch: { bytes: encodePatch(tick), held: null },
  }
}
const valid = messages()
const forms = Object.keys(valid) as (keyof typeof valid)[]

/** What became of reading it: never anything but these. */
function outcome(bytes: Uint8Array, held: RaceState | null): 'read' | 'malformed' | 'does not follow' {
  try {
    decodeMessage(bytes, held)
    return 'read'
  } catch (error) {
    if (error instanceof SequenceBroken) return 'does not follow'
    if (!(error instanceof MalformedFrame)) throw error
    expect(error.offset).toBeGreaterThanOrEqual(0)
    expect(error.offset).toBeLessThanOrEqual(bytes.length)
    expect(error.rule).toMatch(/^B-\d+$/)
    return 'malformed'
  }
}

/** One to three changes: a bit, a byte, a piece left out, a piece twice, a huge number. */
function mutated(bytes: Uint8Array, random: () => number): Uint8Array {
  let changed = [...bytes]
  for (let changes = 1 + Math.floor(3 * random()); changes > 0; changes--) {
    const at = Math.floor(random() * changed.length)
    const length = 1 + Math.floor(4 * random())
    switch (Math.floor(random() * 5)) {
      case 0:
        changed[at]! ^= 1 << Math.floor(8 * random())
        break
      case 1:
        changed[at] = Math.floor(256 * random())
        break
      case 2:
        changed.splice(at, length)
        break
      case 3:
        changed.splice(at, 0, ...changed.slice(at, at + length))
        break
      case 4:
        changed = [
          ...changed.slice(0, at),
          0xff,
          0xff,
          0xff,
          0xff,
          0xff,
          0xff,
          0x7f,
          ...changed.slice(at + length),
        ]
    }
  }
  return Uint8Array.from(changed)
}

describe('a message that is none', () => {
  it.each(forms)('is every beginning of a %s (B-2)', (form) => {
    const { bytes, held } = valid[form]
    expect(outcome(bytes, held)).toBe('read')
    for (let length = 0; length < bytes.length; length++) {
      expect(outcome(bytes.subarray(0, length), held)).toBe('malformed')
    }
  })

  it.each(forms)('is a %s with something after it (B-2)', (form) => {
    const { bytes, held } = valid[form]
    for (const more of [0, 1, 255]) {
      expect(outcome(Uint8Array.from([...bytes, more]), held)).toBe('malformed')
    }
  })

  it.each(forms)('is found out or is another message, whatever happens to a %s (B-2, B-19)', (form) => {
    const { bytes, held } = valid[form]
    const random = uniform(form.length)
    const counts = { read: 0, malformed: 0, 'does not follow': 0 }
    for (let run = 0; run < 4000; run++) counts[outcome(mutated(bytes, random), held)]++
    expect(counts.malformed).toBeGreaterThan(1000)
    expect(counts.malformed + counts.read + counts['does not follow']).toBe(4000)
    if (held === null) expect(counts['does not follow']).toBe(0)
  })

  it('is any heap of bytes, or is harmless (B-2)', () => {
    const random = uniform(99)
    for (let run = 0; run < 4000; run++) {
      const bytes = Uint8Array.from({ length: Math.floor(60 * random()) }, () => Math.floor(256 * random()))
      if (bytes.length > 0 && run % 2) bytes[0] = 1 + (run % 4 === 1 ? 0 : 1)
      outcome(bytes, valid.tick.held)
    }
  })

  const { bytes, held } = valid.patch
  const withByte = (at: number, value: number) => bytes.with(at, value)
  it.each([
    ['a kind that there is not', withByte(0, 3), 'B-2'],
    ['nothing', new Uint8Array(0), 'B-2'],
    ['predictions, but no positions', withByte(1, 32), 'B-7'],
    ['flags of a snapshot that there are not', valid.snapshot.bytes.with(1, 1), 'B-8'],
    ['a reason that there is not', valid.snapshot.bytes.with(2, 9), 'B-8'],
  ])('names what is wrong and where: %s (B-2, B-7, B-8)', (_, message, rule) => {
    expect(() => decodeMessage(message, held)).toThrow(
      expect.objectContaining({ name: 'MalformedFrame', rule }),
    )
  })

  it.each([
    ['a race that is not JSON', 'runId', '"unId'],
    ['a race without a field', '"slug"', '"slog"'],
    ['a race with a wrong field', '"started"', '"startad"'],
    ['an entry without a field', '"bib"', '"bob"'],
    ['an entry with a wrong field', '"competitor"', '"competitar"'],
  ])('has %s (B-10)', (_, is, becomes) => {
    const text = String.fromCharCode(...valid.snapshot.bytes)
    const wrong = Uint8Array.from(text.replace(is, becomes), (c) => c.charCodeAt(0))
    const same = Uint8Array.from(text, (c) => c.charCodeAt(0))
    expect(wrong.length).toBe(same.length)
    expect(() => decodeMessage(wrong, null)).toThrow(expect.objectContaining({ rule: 'B-10' }))
  })
})
