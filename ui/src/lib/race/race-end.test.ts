import { describe, expect, it } from 'vitest'
import { timeOfDay } from '../format/time.ts'
import { type Ended, endWords, resultsWords, stoppedWords } from './race-end.ts'

const finishedAt = 1_000_090_000
const at = timeOfDay(finishedAt)
const over: Ended = { status: 'finished', finishedAt, stopped: false }

describe('a race that is over', () => {
  it('is provisional until race control makes it official', () => {
    expect([endWords(over), resultsWords(over)]).toEqual(['Provisional', 'Provisional results'])
    const official = { ...over, status: 'official' as const }
    expect([endWords(official), resultsWords(official)]).toEqual(['Official', 'Official results'])
  })

  it('says when it was stopped, and goes on saying so once it is official', () => {
    expect(endWords({ ...over, stopped: true })).toBe(`Stopped at ${at}`)
    expect(endWords({ ...over, stopped: true, status: 'official' })).toBe(`Official · Stopped at ${at}`)
  })

  it('was not stopped while it runs', () => {
    expect(stoppedWords({ stopped: true, finishedAt: null })).toBe(null)
    expect(stoppedWords(over)).toBe(null)
  })
})
