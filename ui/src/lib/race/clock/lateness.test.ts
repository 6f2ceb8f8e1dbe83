import type { Lag } from '@racecast/gateway/protocol'
import { describe, expect, it } from 'vitest'
import { timeOfDay } from '../../format/time.ts'
import { raceInfo } from '../../testing/race.ts'
import { latenessOf, type RaceOnScreen } from './lateness.ts'

const now = 1_000_100_000
const wall = now - 2000
const onScreen = (changes: Parameters<typeof raceInfo>[0] = {}): RaceOnScreen => ({
  ...raceInfo(changes),
  stopped: false,
})
const lag = (measuredAt: number): Lag => ({
  measuredAt,
  publishedAt: measuredAt + 20,
  pollStart: measuredAt + 25,
  pollEnd: measuredAt + 30,
  sentAt: measuredAt + 32,
})

describe('the one age of a screen', () => {
  it('is the distance to the race while all is well', () => {
    const said = latenessOf({ state: 'live' }, onScreen(), lag(now - 300), 'running', now, wall, null)
    expect(said).toEqual({ text: '2 s behind live', troubled: false })
  })

  it('is the age of what came last at a slow rate, not that of what is predicted from it', () => {
    const slow = { ...onScreen(), fixIntervalS: 15 }
    const said = latenessOf({ state: 'live' }, slow, lag(now - 12_000), 'running', now, wall, null)
    expect(said).toEqual({ text: '12 s behind live', troubled: false })
  })

  it('says that the connection is away and how old the picture has become', () => {
    const waiting = { state: 'waiting', retryAt: now + 1000, reason: 'gone' } as const
    const said = latenessOf(waiting, onScreen(), lag(now - 14_000), 'running', now, wall, null)
    expect(said).toEqual({ text: 'Reconnecting · picture 14 s old', troubled: true })
  })

  it('says that it is the device that has no network', () => {
    const said = (phase: 'running' | 'finished') =>
      latenessOf({ state: 'offline' }, onScreen(), lag(now - 14_000), phase, now, wall, null).text
    expect([said('running'), said('finished')]).toEqual([
      'You are offline · picture 14 s old',
      'Offline · final picture',
    ])
  })

  it('says so when the connection is there and nothing comes', () => {
    const said = latenessOf({ state: 'live' }, onScreen(), lag(now - 30_000), 'running', now, wall, null)
    expect(said.text).toBe('No new fixes · picture 30 s old')
  })

  it('does not say of fixes that there are none where nothing at all is heard', () => {
    const said = (heldMs: number) =>
      latenessOf({ state: 'silent' }, onScreen(), lag(now - heldMs), 'running', now, wall, null)
    expect(said(30_000)).toEqual({ text: 'Nothing comes in · picture 30 s old', troubled: true })
    expect(said(3000).troubled).toBe(false)
  })

  it('says so when none has come since the gun', () => {
    const race = onScreen({ startTime: now - 20_000 })
    const none: Lag = { ...lag(0), measuredAt: null }
    expect(latenessOf({ state: 'live' }, race, none, 'running', now, wall, null)).toEqual({
      text: 'No new fixes · picture 20 s old',
      troubled: true,
    })
    const begun = onScreen({ startTime: now - 3000 })
    expect(latenessOf({ state: 'live' }, begun, none, 'running', now, wall, null).troubled).toBe(false)
  })

  it('does not count a pause or the time after the race as an age', () => {
    for (const phase of ['paused', 'finished', 'scheduled'] as const) {
      expect(latenessOf({ state: 'live' }, onScreen(), lag(now - 1e6), phase, now, wall, null).troubled).toBe(
        false,
      )
    }
  })

  it('says that the store does not answer, and not that all is well for as long as the delay lasts', () => {
    const said = latenessOf({ state: 'live' }, onScreen(), lag(now - 900), 'running', now, wall, now - 700)
    expect(said).toEqual({ text: 'Data store down · picture 2 s old', troubled: true })
  })

  it('says how the race has ended once it is over', () => {
    const over = { ...onScreen({ status: 'finished', finishedAt: now - 60_000 }), stopped: false }
    const said = (changes: Partial<RaceOnScreen>) =>
      latenessOf({ state: 'live' }, { ...over, ...changes }, lag(now - 1e6), 'finished', now, wall, null).text
    expect([said({}), said({ status: 'official' })]).toEqual(['Provisional', 'Official'])
    expect(said({ stopped: true })).toBe(`Stopped at ${timeOfDay(now - 60_000)}`)
  })

  it('does not trouble anybody with the store once the race is over', () => {
    const said = latenessOf({ state: 'live' }, onScreen(), lag(now - 1e6), 'finished', now, wall, now - 700)
    expect(said).toEqual({ text: 'Provisional', troubled: false })
  })
})
