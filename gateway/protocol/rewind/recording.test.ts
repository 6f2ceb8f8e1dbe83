import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { raceInfo } from '../../fixtures/race.ts'
import { newMoment, Playout } from '../playout.ts'
import type { RaceState } from '../race-state.ts'
import { boardAt } from '../standings.ts'
import type { RecordingOptions } from './chunk-source.ts'
import { Recording } from './recording.ts'
import { chunkMs, lengthCm, RecordedMinutes } from './testing/recorded-minutes.ts'

const url = 'http://here/api/races/one'

function recordingOf(race: RecordedMinutes, more: Partial<RecordingOptions> = {}) {
  let now = 0
  const recording = new Recording({ url, fetch: race.fetch, now: () => now, ...more })
  return { recording, pass: (ms: number) => (now += ms) }
}

/** What a screen says at a moment that it shows two seconds late. */
function liveBoard(race: RecordedMinutes, raceMs: number) {
  const state = race.stateAt(raceMs + raceInfo.playoutDelayMs)
  const playout = new Playout(lengthCm, 1000)
  const past = race.stateAt(0)
  playout.takeAll(past.entities)
  for (const delta of race.deltas.slice(0, state.seq)) {
    past.apply(delta)
    playout.takePositions(past.entities, delta.positions)
  }
  return told(state, playout, raceMs)
}

function told(state: RaceState, playout: Playout, raceMs: number) {
  return boardAt(state, playout, lengthCm, raceMs).map(({ slot, ...row }) => {
    const moment = newMoment()
    playout.at(slot, raceMs, moment)
    return { ...row, moment }
  })
}

function boardOf(recording: Recording, raceMs: number) {
  const then = recording.at(raceMs)
  return then && told(then.state, then.playout, raceMs)
}

describe('a recording', () => {
  const moments = [0, 1, 999, 30_500, 58_000, 59_999, 60_000, 60_001, 118_700, 120_000, 177_300]

  it('has every moment as it was live, jumped to (Z-6)', async () => {
    const race = new RecordedMinutes(200)
    const { recording } = recordingOf(race)
    for (const raceMs of [...moments].reverse()) {
      expect(await recording.load(raceMs)).toBe(true)
      expect(boardOf(recording, raceMs)).toEqual(liveBoard(race, raceMs))
    }
  })

  it('has every moment as it was live, played across the borders of chunks (Z-3)', async () => {
    const race = new RecordedMinutes(200)
    const { recording } = recordingOf(race)
    const states = new Set<RaceState>()
    for (let raceMs = 0; raceMs <= 190_000; raceMs += 1700) {
      expect(await recording.load(raceMs)).toBe(true)
      expect(boardOf(recording, raceMs)).toEqual(liveBoard(race, raceMs))
      states.add(recording.at(raceMs)!.state)
    }
    expect(states.size).toBe(1)
  })

  it('goes back and forth by a little to the very same, in every direction', async () => {
    const race = new RecordedMinutes(200)
    const { recording } = recordingOf(race)
    await recording.load(30_000)
    const steps = [
      59_400, 59_900, 59_300, 58_000, 61_000, 60_200, 59_999, 41_000, 40_000, 39_999, 20_500, 3000, 80_000,
    ]
    for (const raceMs of [...steps, ...steps.toReversed()]) {
      await recording.load(raceMs)
      expect(boardOf(recording, raceMs)).toEqual(liveBoard(race, raceMs))
    }
  })

  it('keeps its state while nothing more was known a moment earlier', async () => {
    const race = new RecordedMinutes(200)
    const { recording } = recordingOf(race)
    await recording.load(30_900)
    const { state } = recording.at(30_900)!
    expect(recording.at(30_100)!.state).toBe(state)
    expect(recording.at(29_900)!.state).not.toBe(state)
  })

  it('is there without waiting once it is loaded, and fetches each chunk once', async () => {
    const race = new RecordedMinutes(200)
    const { recording } = recordingOf(race, { present: () => race.stateAt(200_000) })
    expect(recording.at(10_000)).toBeNull()
    await Promise.all([recording.load(10_000), recording.load(59_000), recording.load(12_000)])
    for (let raceMs = 10_000; raceMs < 60_000; raceMs += 5000) expect(recording.at(raceMs)).not.toBeNull()
    await recording.load(59_500)
    const chunks = race.asked.filter((path) => path !== 'rewind')
    expect(chunks.sort()).toEqual(['rewind/77/0', 'rewind/77/1', 'rewind/77/2'].slice(0, chunks.length))
  })

  it('gives up what was begun and does not go on, also ahead of the moment, and fetches it when it is wanted again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const race = new RecordedMinutes(200)
    let isDead = false
    const fetch: typeof race.fetch = async (url, init) => {
      if (!isDead || !url.endsWith('/1')) return race.fetch(url, init)
      const fail = (source: ReadableStreamDefaultController) => () => source.error(init.signal.reason)
      return new Response(
        new ReadableStream({ start: (source) => init.signal.addEventListener('abort', fail(source)) }),
      )
    }
    const { recording } = recordingOf(race, { fetch })
    isDead = true
    expect(await recording.load(10_000)).toBe(true)
    const wanted = recording.load(70_000).catch((error: Error) => error.message)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await wanted).toBe('the server does not answer')
    isDead = false
    expect(await recording.load(70_000)).toBe(true)
    expect(await recording.load(130_000)).toBe(true)
    expect(await recording.load(185_000)).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('reaches as far as the server says, and farther once there is more', async () => {
    const race = new RecordedMinutes(200)
    race.reachesMs = 75_000
    const { recording, pass } = recordingOf(race)
    expect(await recording.load(80_000)).toBe(false)
    expect(recording.extent).toEqual({ fromMs: 0, reachesMs: 75_000, complete: false })
    expect(await recording.load(70_000)).toBe(true)
    race.reachesMs = 110_000
    expect(await recording.load(80_000)).toBe(false)
    pass(2000)
    expect(await recording.load(80_000)).toBe(true)
    expect(boardOf(recording, 80_000)).toEqual(liveBoard(race, 80_000))
  })

  it('of a race that is over ends with the last moment, however late one looks', async () => {
    const race = new RecordedMinutes(130)
    race.complete = true
    const { recording } = recordingOf(race)
    expect(await recording.load(10 * chunkMs)).toBe(true)
    expect(recording.at(10 * chunkMs)!.state.seq).toBe(130)
  })

  it('of a race that has none yet says so', async () => {
    const race = new RecordedMinutes(10)
    race.reachesMs = -1
    const { recording } = recordingOf(race)
    expect(await recording.load(5000)).toBe(false)
    expect([recording.extent, recording.at(5000)]).toEqual([null, null])
  })

  it('begins anew where the server has begun another epoch of it', async () => {
    const race = new RecordedMinutes(200)
    const { recording } = recordingOf(race)
    await recording.load(10_000, { aheadMs: 0 })
    race.epoch = 78
    expect(await recording.load(130_000)).toBe(true)
    expect(recording.at(10_000)).toBeNull()
    expect(boardOf(recording, 130_000)).toEqual(liveBoard(race, 130_000))
  })

  it('shows nothing of a race whose gun was corrected until it has the new epoch', async () => {
    const race = new RecordedMinutes(200)
    const present = race.stateAt(200_000)
    const { recording } = recordingOf(race, { present: () => present })
    await recording.load(10_000)
    present.race = { ...present.race, startTime: present.race.startTime + 3000 }
    expect(recording.at(10_000)).toBeNull()
    race.epoch = 78
    expect(await recording.load(10_000)).toBe(true)
    expect(race.asked.at(-1)).toMatch(/^rewind\/78/)
    expect(recording.at(10_000)!.state.race).toBe(present.race)
  })

  it('gives up what is no longer wanted, and another wish for the same is not lost with it', async () => {
    const race = new RecordedMinutes(200)
    const { recording } = recordingOf(race)
    await recording.load(130_000, { aheadMs: 0 })
    const held = Promise.withResolvers<void>()
    race.hold = held.promise
    const finger = new AbortController()
    const first = recording.load(10_000, { signal: finger.signal, aheadMs: 0 })
    const second = recording.load(20_000, { aheadMs: 0 })
    finger.abort()
    held.resolve()
    await expect(first).rejects.toThrow(/abort/i)
    expect(await second).toBe(true)
    expect(recording.at(20_000)).not.toBeNull()
  })

  it('shows nothing of a chunk that is damaged, and fetches it again', async () => {
    const race = new RecordedMinutes(200)
    const { recording } = recordingOf(race)
    race.damage = (bytes) => bytes.map((byte, i) => (i === bytes.length - 200 ? byte ^ 255 : byte))
    await recording.load(55_000, { aheadMs: 0 })
    expect(recording.at(55_000)).toBeNull()
    race.damage = null
    await recording.load(55_000)
    expect(boardOf(recording, 55_000)).toEqual(liveBoard(race, 55_000))
  })

  it('takes names and standings from the present, and leaves nobody out before they gave up (Z-5)', async () => {
    const race = new RecordedMinutes(200)
    const present = race.stateAt(200_000)
    const { recording } = recordingOf(race, { present: () => present })
    await recording.load(50_000)
    expect(recording.at(50_000)!.state.roster.get(2)!.name).toBe('Runner 2')
    present.apply({
      ...{
        type: 'delta',
        epoch: present.epoch,
        seq: present.seq + 1,
        hash: 0,
        lag: present.lag,
        positions: [],
      },
      roster: [{ ...present.roster.get(2)!, name: 'Renamed', standing: 'DNF' }],
      log: [{ n: 1, kind: 'standing', t: 100_000, id: 2, standing: 'DNF' }],
    })
    const standing = (raceMs: number) =>
      boardOf(recording, raceMs)!.find(({ entry }) => entry.id === 2)!.entry
    expect(standing(51_000)).toMatchObject({ name: 'Renamed', standing: 'entered' })
    await recording.load(101_000)
    expect(standing(101_000)).toMatchObject({ name: 'Renamed', standing: 'DNF' })
  })
})
