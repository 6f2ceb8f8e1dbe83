import { entryRecord, FoldedRace, finishFix, fix, gun, raceRecord } from '../../race/testing/fixes.ts'
import type { Delta, Snapshot } from '../index.ts'
import { changesSince, encodeDelta, encodePatch, encodeSnapshot, RaceState, RateShadow } from '../index.ts'

/** A message of the recorded race in both forms. */
export interface RecordedFrame {
  name: string
  /** Whose state it is for: each viewer starts with its snapshot and takes its frames in order. */
  viewer: 'every tick' | 'every 5 s' | 'away' | 'rare cases'
  hex: string
  /** What racecast.v1.json says instead; positions by ascending id. */
  json: Snapshot | Delta
}

/** Somebody's id may be any whole number; the others have small ones. */
const bigId = 3_000_000_001
const seconds = 20

/** Where a competitor is, m, and who has a fix when: 3 m/s and more, faster and slower by turns. */
function metres(id: number, until: number): number {
  const from = id === 1 ? 1952 : 100 * Math.min(id, 9)
  const second = id === 4 ? Math.min(until, 11) : until
  return from + second * 3.5 + 4 * Math.sin((second + (id % 7)) / 3)
}

function rows(second: number) {
  const at = 600 + second
  const all = [1, 2, 3, 4, 5, 6, bigId].flatMap((id) => {
    const isLate = id === bigId && second < 4
    const lostSignal = id === 2 && second >= 6 && second <= 8
    if (isLate || lostSignal) return []
    if (id === 1 && second > 18) return []
    if (id === 1 && second === 18) return [finishFix(1, 613.7)]
    const own = fix(id, id === 6 && second === 17 ? at + 0.25 : at, metres(id, second))
    const wanders = id === 3 && second >= 9 && second <= 12
    return [wanders ? { ...own, lat: own.lat + 0.0004 + second * 0.00001 } : own]
  })
  return all
}

function records(second: number) {
  const entries = [1, 2, 3, 4, 5, 6, bigId].map((id) => {
    const who = id === bigId ? { bib: 'F12', name: 'Zoë السريعة' } : {}
    if (id === 5 && second >= 11) return entryRecord(id, { anonymous: true, updatedAt: gun + 611_000 })
    if (id === 4 && second >= 13) return entryRecord(id, { standing: 'DNF', updatedAt: gun + 613_000 })
    return entryRecord(id, who)
  })
  const over = { status: 'finished', finishedAt: gun + 620_000, updatedAt: gun + 620_000 } as const
  return { entries, race: raceRecord({ kind: 'live', ...(second >= seconds ? over : {}) }) }
}

/**
 * Twenty seconds of a race, through the real fold: a late entry, a lost signal, somebody off the course, a name that
 * becomes anonymous, somebody who stops and gives up, a fix of an odd time, a finish that only a position speaks for and its
 * correction, and the end. As everybody in step gets it, as who chose a frame every 5 s does, and as the patch for
 * one who was away from the 7th second on.
 */
export function recordedFrames(): RecordedFrame[] {
  const race = new FoldedRace(records(0).entries, records(0).race)
  const fold = (second: number) => {
    const at = gun + 600_000 + second * 1000
    const lag = { pollStart: at + 30, pollEnd: at + 41, sentAt: at + 50 }
    return race.take(rows(second), { ...records(second), lag })!
  }
  fold(-1)
  fold(0)
  const { state } = race
  const frames: RecordedFrame[] = []
  const put = (name: string, viewer: RecordedFrame['viewer'], bytes: Uint8Array, json: Snapshot | Delta) =>
    frames.push({ name, viewer, hex: hexOf(bytes), json: byId(json) })
  const first = state.snapshot('subscribed')
  for (const viewer of ['every tick', 'every 5 s', 'away'] as const) {
    put(`the snapshot with which "${viewer}" begins`, viewer, encodeSnapshot(first), first)
  }
  const slow = new RateShadow(state)
  for (let second = 1; second <= seconds; second++) {
    const before = new RaceState(state.snapshot('behind'))
    const delta = fold(second)
    const bytes = encodeDelta(before, delta)
    put(`second ${second}`, 'every tick', bytes, delta)
    if (second <= 7) put(`second ${second}`, 'away', bytes, delta)
    slow.take(delta)
    if (second % 5 !== 0) continue
    const merged = slow.next(state)!
    put(`seconds ${second - 4} to ${second}`, 'every 5 s', encodeDelta(slow, merged, 1000), merged)
    slow.advance(merged)
  }
  const patch = changesSince(state, state.seq - seconds + 7)!
  put('what was missed', 'away', encodePatch(patch), patch)
  return frames
}

export function byId<T extends Snapshot | Delta>(message: T): T {
  return { ...message, positions: [...message.positions].sort((a, b) => a[0] - b[0]) }
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
