import { raceInfo, rosterEntry } from '../../fixtures/race.ts'
import type { Delta, Position, Snapshot } from '../index.ts'
import { encodeDelta, encodePatch, encodeSnapshot, noPassageMs, positionHash, RaceState } from '../index.ts'
import { followingSpeed, followingVelocity, predictedCm } from '../wire/following.ts'
import { byId, hexOf, type RecordedFrame } from './recorded.ts'

const t = 60_000
const [lat, lon] = [51_417_712, -70_123]
const lag = {
  ...{ measuredAt: null, publishedAt: 1_760_000_060_004, pollStart: 1_760_000_060_015 },
  ...{ pollEnd: 1_760_000_060_020, sentAt: 1_760_000_060_050 },
}
/** 11 to 13 are off the course, 16 goes backwards. */
const held: Position[] = [
  [11, 100_000, t, 3000, 2900, 2, lat, lon],
  [12, 90_000, t, 3100, 3000, 2, lat + 400, lon],
  [13, 80_000, t, 3200, 3100, 10, lat, lon - 700],
  [14, 70_000, t, 3300, 3200, 0],
  [15, 60_000, t, 3400, 3300, 1],
  [16, 50_000, t, -12, -23, 0],
]

/** The state with which the rare cases begin: every kind of fact, a null between splits, lists that are empty. */
export const rareSnapshot: Snapshot = {
  ...{ type: 'snapshot', epoch: 7, seq: 100, hash: hashOf(held), lag, reason: 'tooOld' },
  race: { ...raceInfo, waves: [{ wave: 'B', startTime: raceInfo.startTime + 30_000 }] },
  roster: held.map(([id]) => rosterEntry(id)),
  positions: held,
  facts: [
    {
      ...{ id: 14, start: -250, finish: 59_001, splits: [20_500, null, 50_007] },
      ...{
        visits: [[30_000, 31_500] as [number, number], [40_000, null] as [number, null]],
        standingSince: 58_000,
      },
    },
    { id: 12, splits: [], visits: [] },
    { id: 11 },
  ],
  front: [
    [0, -250],
    [3, 9000],
  ],
  log: [
    { n: 70, kind: 'gap', t: 55_000, from: 41_000, to: 54_000 },
    { n: 72, kind: 'split', t: 50_007, id: 14, km: 3 },
  ],
}

function hashOf(positions: readonly Position[]): number {
  const sum = positions.reduce((all, [id, cm, at, velocity, speed, flags, y = 0, x = 0]) => {
    return all + positionHash(id, cm, at, velocity, speed, flags, y, x)
  }, 0)
  return sum % 2 ** 32
}

/**
 * What is seldom, for readers to be held to: kinds 1 to 3 of who is off the course, and kind 3 with fixMs 0; a fix before
 * the last one; a velocity below 0; places in full; gaps, second visits, and everything that can be taken back. Ends in the
 * snapshot that all this leads to.
 */
export function rareFrames(): RecordedFrame[] {
  const state = new RaceState(rareSnapshot)
  const frames: RecordedFrame[] = []
  const put = (name: string, bytes: Uint8Array, json: Snapshot | Delta) =>
    frames.push({ name, viewer: 'rare cases', hex: hexOf(bytes), json: byId(json) })
  function go(name: string, told: Partial<Delta>, encode: (delta: Delta) => Uint8Array) {
    const since = told.since ?? state.seq
    const draft: Delta = {
      ...{ type: 'delta', epoch: state.epoch, seq: since + 1, hash: 0, lag, positions: [], log: [] },
      ...told,
    }
    const after = new RaceState(state.snapshot('behind'))
    after.apply(draft)
    const delta = { ...draft, hash: after.entities.hash }
    put(name, encode(delta), delta)
    state.apply(delta)
  }

  /** What follows from what is held of `id`, and so much beyond it: cm, velocity and speed. */
  function following(id: number, at: number, beyond: readonly [number, number, number]): Position {
    const slot = state.entities.slots.get(id)!
    const [, cm, was, velocity, speed, ...rest] = state.entities.position(slot)
    const there = predictedCm(cm, velocity, at - was) + beyond[0]
    const average = followingVelocity(was, cm, at, there)
    const smooth = followingSpeed(speed, average, at - was, 0)
    return [id, there, at, average + beyond[1], smooth + beyond[2], ...rest] as Position
  }

  put('the snapshot with which "rare cases" begins', encodeSnapshot(rareSnapshot), rareSnapshot)
  go(
    'a second later',
    {
      positions: [
        following(11, t + 1000, [0, 0, 0]),
        following(12, t + 1000, [-7, 0, 0]),
        following(13, t + 1000, [3, -40, 11]),
        following(14, t + 1000, [2, 90, -5]),
        following(15, t - 500, [-20, 0, 0]),
        following(16, t + 1000, [0, 0, 0]),
      ],
      log: [
        { n: 73, kind: 'split', t: 58_000, id: 15, km: 3 },
        { n: 74, kind: 'fenceIn', t: 58_100, id: 15 },
        { n: 75, kind: 'fenceOut', t: 58_900, id: 15 },
        { n: 76, kind: 'gap', t: 59_000, from: -1000, to: 2000 },
        { n: 77, kind: 'fenceIn', t: 59_100, id: 15 },
        { n: 78, kind: 'fenceOut', t: 59_700, id: 15 },
        { n: 79, kind: 'fenceOut', t: 59_800, id: 14 },
      ],
    },
    (delta) => encodeDelta(state, delta),
  )
  go(
    'in full, two of them off the course',
    {
      positions: [
        [12, 91_000, t + 2000, 3000, 3000, 2, lat + 410, lon - 5],
        [17, 1000, t + 2000, 0, 0, 3, -lat, 179_999_999],
      ],
      roster: [rosterEntry(17)],
      front: [
        [3, noPassageMs],
        [4, 61_500],
      ],
      log: [
        correction(80, { takesBack: 73, of: 'split', id: 15, km: 3 }),
        correction(81, { takesBack: 61, of: 'start', id: 14 }),
        correction(82, { takesBack: 68, of: 'finish', id: 14 }),
        { n: 83, kind: 'standing', t: 61_000, id: 14, standing: 'entered' },
        { n: 84, kind: 'standing', t: 61_000, id: 15, standing: 'DSQ' },
      ],
    },
    (delta) => encodePatch(delta),
  )
  go(
    'five seconds in one, fixes a second apart',
    {
      ...{ since: state.seq, seq: state.seq + 5 },
      positions: [
        [11, 101_800, t + 7000, 3010, 2950, 0],
        [12, 92_500, t + 7000, 3120, 3020, 2, lat + 410, lon - 5],
        [13, 82_400, t + 7000, 3330, 3150, 10, lat, lon - 700],
        [14, 72_300, t + 7000, -20, 100, 2, lat, lon],
        [16, 50_000, t + 6250, 0, -15, 0],
        [17, 1000, t + 7000, 0, 0, 3, -lat, 179_999_999],
      ],
      log: [
        correction(85, { takesBack: 77, of: 'fenceIn', id: 15 }),
        correction(86, { takesBack: 75, of: 'fenceOut', id: 15 }),
        { n: 87, kind: 'status', t: 66_000, status: 'paused' },
      ],
    },
    (delta) => encodeDelta(state, delta, 1000),
  )
  const last = state.snapshot('behind')
  put('the state to which all that leads', encodeSnapshot(byId(last)), last)
  return frames
}

type Correction = Extract<Delta['log'][number], { kind: 'correction' }>

function correction(n: number, what: Pick<Correction, 'takesBack' | 'of' | 'id' | 'km'>): Correction {
  return { n, kind: 'correction', t: 60_500, ...what, reason: 'Zeitnahme geändert' }
}
