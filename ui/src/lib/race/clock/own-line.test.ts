import { describe, expect, it } from 'vitest'
import { boardRow } from '../../testing/board-row.ts'
import { SilenceJudge } from './own-line.ts'

const heardAt = 1_000_000_000
const patienceMs = 2500
const frozen = (ageMs: number) => boardRow(1, { certainty: 'frozen', ageMs })

/** How a runner whose newest fix is `ageMs` old is judged, one moment after the other. */
function judged(moments: { s: number; ageMs: number; isCut: boolean; heardS?: number }[]): string[] {
  const judge = new SilenceJudge()
  return moments.map(({ s, ageMs, isCut, heardS = 0 }) => {
    const row = frozen(ageMs)
    judge.judge([row], { isCut, now: heardAt + s * 1000, heardAt: heardAt + heardS * 1000 }, patienceMs)
    return row.certainty
  })
}

describe('a silence while the own line is cut', () => {
  it('is not the runner’s, until something is heard again', () => {
    expect(
      judged([
        { s: 20, ageMs: 19_000, isCut: true },
        { s: 21, ageMs: 20_000, isCut: false },
        { s: 22, ageMs: 21_000, isCut: false, heardS: 21.5 },
      ]),
    ).toEqual(['predicted', 'predicted', 'frozen'])
  })

  it('stays that of a runner who was silent before', () => {
    expect(judged([{ s: 20, ageMs: 40_000, isCut: true }])).toEqual(['frozen'])
  })

  it('is a runner’s where the line is good, however long nothing had to be told', () => {
    expect(judged([{ s: 20, ageMs: 19_000, isCut: false }])).toEqual(['frozen'])
  })
})
