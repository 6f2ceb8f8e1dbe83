import { describe, expect, it } from 'vitest'
import { applyLogEntry, fenceTimeAt, insideSince } from './facts.ts'
import type { Facts, LogEntry } from './messages.ts'

type Said = LogEntry extends infer E ? (E extends LogEntry ? Omit<E, 'n'> : never) : never

function factsOf(...said: Said[]): Facts | undefined {
  const book = new Map<number, Facts>()
  said.forEach((entry, i) => void applyLogEntry(book, { n: i + 1, ...entry } as LogEntry))
  return book.get(1)
}
const takeBack = (of: 'start' | 'split' | 'fenceIn' | 'fenceOut' | 'finish', km?: number): Said => ({
  ...{ kind: 'correction', t: 0, takesBack: 1, of, id: 1, reason: 'a test' },
  ...(km === undefined ? {} : { km }),
})

describe('facts', () => {
  it('gather what the log says of one competitor (S-4)', () => {
    const facts = factsOf(
      { kind: 'start', t: 10, id: 1 },
      { kind: 'split', t: 300, id: 1, km: 2 },
      { kind: 'split', t: 200, id: 1, km: 1 },
      { kind: 'fenceIn', t: 310, id: 1 },
      { kind: 'fenceOut', t: 330, id: 1 },
      { kind: 'fenceIn', t: 350, id: 1 },
      { kind: 'finish', t: 400, id: 1 },
      { kind: 'finish', t: 401, id: 2 },
    )
    expect(facts).toEqual({
      id: 1,
      start: 10,
      splits: [200, 300],
      visits: [
        [310, 330],
        [350, null],
      ],
      finish: 400,
    })
  })

  it('know of nobody by entries that are about the race', () => {
    expect(
      factsOf({ kind: 'status', t: 0, status: 'started' }, { kind: 'gap', t: 0, from: 0, to: 5 }),
    ).toBeUndefined()
  })

  it.each([
    [{ kind: 'start', t: 10, id: 1 }, takeBack('start'), {}],
    [{ kind: 'finish', t: 10, id: 1 }, takeBack('finish'), {}],
    [{ kind: 'split', t: 10, id: 1, km: 1 }, takeBack('split', 1), { splits: [null] }],
    [{ kind: 'fenceIn', t: 10, id: 1 }, takeBack('fenceIn'), { visits: [] }],
  ] as [Said, Said, object][])('forget %o when it is taken back (S-4)', (said, back, left) => {
    expect(factsOf(said, back)).toEqual({ id: 1, ...left })
  })

  it('open a visit again whose end is taken back', () => {
    const facts = factsOf(
      { kind: 'fenceIn', t: 5, id: 1 },
      { kind: 'fenceOut', t: 9, id: 1 },
      takeBack('fenceOut'),
    )
    expect(facts!.visits).toEqual([[5, null]])
  })

  it('say since when a standing holds, until it is lifted', () => {
    const out: Said = { kind: 'standing', t: 50, id: 1, standing: 'DSQ' }
    expect(factsOf(out)).toEqual({ id: 1, standingSince: 50 })
    expect(factsOf(out, { kind: 'standing', t: 60, id: 1, standing: 'entered' })).toEqual({ id: 1 })
  })
})

describe('time inside the fence', () => {
  const facts: Facts = {
    id: 1,
    visits: [
      [100, 130],
      [200, 210],
      [300, null],
    ],
  }

  it.each([
    [100, 0, null],
    [115, 15, 100],
    [130, 30, null],
    [205, 35, 200],
    [290, 40, null],
    [345, 85, 300],
  ])('is at %i the sum of visits so far, %i, and since when inside %s', (raceMs, total, since) => {
    expect(fenceTimeAt(facts, raceMs)).toBe(total)
    expect(insideSince(facts, raceMs === 100 ? 99 : raceMs)).toBe(since)
  })

  it('is nothing for who was never inside', () => {
    expect(fenceTimeAt(undefined, 5)).toBe(0)
    expect(insideSince({ id: 1 }, 5)).toBeNull()
  })
})
