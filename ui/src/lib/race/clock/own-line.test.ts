import { describe, expect, it } from 'vitest'
import { boardRow } from '../../testing/board-row.ts'
import { isDeaf, SilenceJudge } from './own-line.ts'

const start = 1_000_000_000
const delayMs = 2000
const patienceMs = 2500

interface Moment {
  /** s since the newest fix of the runner, by the server's clock. */
  s: number
  isCut?: boolean
  /** When anything was heard, and when a frame came. */
  heardS?: number
  arrivedS?: number
}

/** How a runner is judged, one moment after the other. */
function judged(moments: Moment[]): string[] {
  const judge = new SilenceJudge()
  return moments.map(({ s, isCut = false, heardS = 0, arrivedS = 0 }) => {
    const now = start + s * 1000
    const ageMs = s * 1000 - delayMs
    const row = boardRow(1, { certainty: ageMs > patienceMs ? 'frozen' : 'predicted', ageMs })
    const line = { isCut, now, heardAt: start + heardS * 1000, arrivedAt: start + arrivedS * 1000 }
    judge.judge([row], now - delayMs, line, patienceMs)
    return row.certainty
  })
}

describe('a silence', () => {
  it('is not the runner’s while the own line is silent, known to be dead or not', () => {
    expect(judged([{ s: 6 }, { s: 24 }, { s: 26, isCut: true }])).toEqual([
      'predicted',
      'predicted',
      'predicted',
    ])
  })

  it('is the runner’s where others are heard meanwhile', () => {
    expect(judged([4, 5, 6].map((s) => ({ s, heardS: s - 0.1, arrivedS: s - 0.1 })))).toEqual([
      'predicted',
      'frozen',
      'frozen',
    ])
  })

  it('is the runner’s where nothing had to be told and the server is there', () => {
    expect(judged([{ s: 9 }, { s: 10, heardS: 9.8 }, { s: 19, heardS: 9.8 }])).toEqual([
      'predicted',
      'frozen',
      'frozen',
    ])
  })

  it('stays that of a runner who was silent before the line was', () => {
    const [heardS, arrivedS] = [20, 20]
    expect(judged([{ s: 40, heardS, arrivedS }])).toEqual(['frozen'])
    expect(judged([{ s: 40, heardS, arrivedS, isCut: true }])).toEqual(['frozen'])
  })

  it('is not the runner’s after a cut until a frame has come', () => {
    expect(
      judged([
        { s: 27, isCut: true },
        { s: 28, heardS: 27.5 },
        { s: 29, heardS: 28.5, arrivedS: 28.5 },
      ]),
    ).toEqual(['predicted', 'predicted', 'frozen'])
  })
})

describe('the own line', () => {
  const deaf = (s: number, heardS: number) =>
    isDeaf({ now: start + s * 1000, heardAt: start + heardS * 1000, arrivedAt: start }, patienceMs)

  it('is late when neither a frame nor anything else comes', () => {
    expect([deaf(2, 0), deaf(3, 0), deaf(20, 1)]).toEqual([false, true, true])
  })

  it('is not where the server has been heard since frames have stopped', () => {
    expect([deaf(10, 9), deaf(18, 9)]).toEqual([false, false])
  })
})
