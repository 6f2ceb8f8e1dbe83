import type { FixRow } from '@racecast/pinot/events'
import type { PositionStore } from '@racecast/pinot/ports'
import { Problem } from '../../problems.ts'
import { leadMs, Playout, RaceState } from '../../protocol/index.ts'
import { fold } from '../../race/fold.ts'
import { groundOf } from '../../race/marks.ts'
import { newMemory } from '../../race/memory.ts'
import { playoutOf } from '../../rewind/moments/moments.ts'
import type { Recordings } from '../../rewind/recordings.ts'
import type { AskedAt } from './asked-moment.ts'
import type { KnownRace } from './find-race.ts'

/** A race as it can be asked for one moment: `boardAt` and `Playout.at` answer for that moment only. */
export interface RaceThen {
  state: RaceState
  playout: Pick<Playout, 'at'>
}

export type Past = ReturnType<typeof createPast>

/** This much of the past is in memory, race ms. */
const inMemoryMs = 60_000
/** How much before the moment is read as well, so that the pace then is known, ms. */
const runUpMs = 15_000
/** So many questions wait for a race's turn at the store; more are refused. */
const mostWaiting = 8

/**
 * Where everybody was: the last minute from memory, what is longer ago from the race's recording, and what is not recorded
 * (before the gun, not yet, not any more) from the store. Per race one question at a time goes there, so that whoever looks
 * back does not slow down those who watch. A recording says what memory has said; the store knows the pace, and where
 * somebody without a fix is thought to be, from a few rows alone.
 */
export function createPast(store: PositionStore, recordings: Pick<Recordings, 'moment'>) {
  const queues = new Map<string, { waiting: number; last: Promise<unknown> }>()

  async function inTurn<T>(runId: string, work: () => Promise<T>): Promise<T> {
    const queue = queues.get(runId) ?? { waiting: 0, last: Promise.resolve() }
    queues.set(runId, queue)
    if (queue.waiting > mostWaiting)
      throw new Problem(
        'too-many-queries',
        'Ask again in a moment; the last minute can be asked for at any rate.',
        {
          headers: { 'retry-after': '2' },
        },
      )
    queue.waiting++
    const mine = queue.last.then(work)
    queue.last = mine.catch(() => {})
    try {
      return await mine
    } finally {
      queue.waiting--
      if (queue.waiting === 0) queues.delete(runId)
    }
  }

  async function fromRecording(race: KnownRace, raceMs: number): Promise<RaceThen | null> {
    const moments = await recordings.moment(race, raceMs, leadMs(race.info))
    return moments && { state: race.state, playout: playoutOf(moments, race.state.entities) }
  }

  async function fromStore(race: KnownRace, { at, raceMs }: AskedAt): Promise<RaceThen> {
    const { runId, fixIntervalS } = race.info
    const intervalMs = fixIntervalS * 1000
    const record = (await store.races()).find((other) => other.runId === runId)
    // The test race is a function of the clock, another may have been cleared away. What memory has is as good as what a
    // screen showed of somebody who has only just come.
    if (!record && isOfLastMinute(race, raceMs)) return fromMemory(race, raceMs)
    if (!record)
      throw new Problem(
        'not-recorded',
        'Nothing of this race is stored; ask for a moment of its last minute.',
      )
    const before = await store.latest(runId, at - runUpMs)
    const then = await store.latest(runId, at)
    const after = await store.history({ runId, from: at, to: at + leadMs(race.info) })

    const ground = groundOf(race.line)
    const state = new RaceState({ ...race.state.snapshot('behind'), positions: [], facts: [], front: [] })
    let memory = newMemory(race.info.courseHash)
    const playout = new Playout(race.line.lengthCm, intervalMs, 8)
    for (const rows of [before, then, ...ticks(after)]) {
      const lag = { pollStart: 0, pollEnd: 0, sentAt: 0 }
      const folded = fold(state, memory, ground, { race: record, entries: null, rows, lag })
      if (!folded) continue
      memory = folded.memory
      state.apply(folded.delta)
      playout.takePositions(state.entities, folded.delta.positions)
    }
    // What is known for good comes from the fold of the whole race, not from these few rows.
    return {
      state: new RaceState({ ...race.state.snapshot('behind'), positions: positionsOf(state) }),
      playout,
    }
  }

  return {
    /** The race as of a moment. Throws `too-many-queries` when too many ask for what is long ago. */
    async of(race: KnownRace, { at, raceMs }: AskedAt): Promise<RaceThen> {
      if (isInMemory(race, raceMs)) return fromMemory(race, raceMs)
      return inTurn(
        race.info.runId,
        async () => (await fromRecording(race, raceMs)) ?? (await fromStore(race, { at, raceMs })),
      )
    },
  }
}

/**
 * From memory, and yet with no fix that a recording of the moment would leave out: whoever asks for it now is told the same
 * as who asks tomorrow, also of somebody whose signal came back meanwhile. A recording goes on by whole seconds.
 */
function fromMemory(race: KnownRace, raceMs: number): RaceThen {
  const knownMs = Math.floor((raceMs + leadMs(race.info)) / 1000) * 1000
  const { state, playout } = race
  return { state, playout: { at: (slot, atMs, out) => playout.at(slot, atMs, out, knownMs) } }
}

function isOfLastMinute({ state: { entities } }: KnownRace, raceMs: number): boolean {
  let newest = Number.NEGATIVE_INFINITY
  for (let slot = 0; slot < entities.size; slot++) newest = Math.max(newest, entities.t[slot]!)
  return raceMs >= newest - inMemoryMs
}

/** Whether the playout goes back to `raceMs` for everybody. */
function isInMemory(race: KnownRace, raceMs: number): boolean {
  if (!isOfLastMinute(race, raceMs)) return false
  const { playout, state } = race
  for (let slot = 0; slot < state.entities.size; slot++) if (!playout.reaches(slot, raceMs)) return false
  return true
}

/** Rows of one moment together, in order. */
function ticks(rows: readonly FixRow[]): FixRow[][] {
  return [...Map.groupBy(rows, ({ timestamp }) => timestamp).values()]
}

function positionsOf({ entities }: RaceState) {
  return entities.ids.map((_, slot) => entities.position(slot))
}
