import { describe, expect, it } from 'vitest'
import { timeOfDay } from '../format/time.ts'
import { raceInfo } from '../testing/race.ts'
import { summaryLine } from './summary-line.ts'

const counts = { entries: 1200, finishers: 7, withdrawn: 0, stopped: false }
const race = {
  ...raceInfo(),
  visibility: 'public' as const,
  courseName: 'The Corner',
  lengthCm: 20_000,
  ...counts,
}
const day = () => 'Sat, 2 May'

describe('what a list says of a race', () => {
  it('has the running clock of a live one', () => {
    expect(summaryLine(race, 1_000_065_000, day)).toEqual({
      status: 'Live',
      live: true,
      text: '1:05 · 7 of 1,200 in',
    })
  })

  it('counts down to one that is to come', () => {
    const line = summaryLine({ ...race, status: 'scheduled', startTime: 1_000_090_000 }, 1_000_000_000, day)
    expect(line.text).toBe('starts in 1:30 · 1,200 entered')
  })

  it('says how many of those who were entered are out', () => {
    const { text } = summaryLine({ ...race, withdrawn: 3 }, 1_000_065_000, day)
    expect(text).toBe('1:05 · 7 of 1,200 in, 3 out')
  })

  it('has the date of one that is over', () => {
    const { status, text } = summaryLine({ ...race, status: 'finished' }, 2e9, day)
    expect([status, text]).toEqual(['Finished', 'Sat, 2 May · 7 of 1,200 in'])
    expect(summaryLine({ ...race, status: 'official' }, 2e9, day).status).toBe('Official')
  })

  it('does not call finished what race control has stopped, and says when that was', () => {
    const stopped = { ...race, status: 'finished' as const, finishedAt: 1_000_090_000, stopped: true }
    expect(summaryLine(stopped, 2e9, day)).toEqual({
      status: 'Stopped',
      live: false,
      text: `Sat, 2 May · Stopped at ${timeOfDay(1_000_090_000)} · 7 of 1,200 in`,
    })
  })
})
