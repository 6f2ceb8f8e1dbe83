import { FixFlag, type FixRow, type RaceRecord } from '@racecast/pinot/events'
import type { FrontPassage, Lag, Position, RaceState, RosterEntry } from '../protocol/index.ts'
import { EntityFlag, isRanked, positionHash, waveGunMs } from '../protocol/index.ts'
import { FrontPassages } from './front-passages.ts'
import type { LogDrafts } from './log-drafts.ts'
import type { Ground } from './marks.ts'
import type { Memory } from './memory.ts'
import { Runner, type Step } from './runner.ts'
import { isTakenBack, reachOf, TakenBack } from './taken-back.ts'

export interface FixFoldInput {
  state: RaceState
  memory: Memory
  ground: Ground
  race: RaceRecord
  drafts: LogDrafts
  rosterEntry: (id: number) => RosterEntry | undefined
  /** Who is placed from this fold on and was not before, or the other way about. */
  placedOrNot: ReadonlySet<number>
}

/** Race times that fit the columns in which positions are kept: some 24 days. */
const longestMs = 2 ** 31 - 1

/**
 * When a fix was measured, race ms. A simulated race can pause, and its fixes may be seen before the record of the
 * pause: they bring their race time, from the gun that it is computed from. No other race can pause. The gun of either may
 * have been corrected since.
 */
export function raceMsOf(race: Pick<RaceRecord, 'kind' | 'startTime' | 'plan'>, row: FixRow): number {
  if (race.kind !== 'simulated') return row.timestamp - race.startTime
  return row.raceTimeMs + (race.plan?.gun ?? race.startTime) - race.startTime
}

/** Takes in the fixes of one fold, in the order in which they were measured. */
export class FixFold {
  readonly #in: FixFoldInput
  readonly #runners = new Map<number, Runner>()
  readonly #front: FrontPassages
  readonly #provisional: Map<number, number>
  readonly #takenBack: TakenBack
  /** Finishes of this fold that only a position speaks for. */
  readonly #unnumbered = new Map<number, { t: number }>()
  #newest: number | null
  #publishedAt: number | null

  constructor(input: FixFoldInput) {
    this.#in = input
    const { state, memory, ground, rosterEntry, placedOrNot } = input
    const isPlaced = (id: number) => {
      const entry = rosterEntry(id)
      return entry !== undefined && isRanked(entry)
    }
    this.#front = new FrontPassages(state.front, ground.lengthCm, memory.passages, isPlaced, placedOrNot)
    this.#provisional = new Map(input.memory.provisional)
    this.#takenBack = new TakenBack(input.race, memory.takenBack, input.drafts)
    this.#newest = input.memory.newest
    this.#publishedAt = input.state.lag.publishedAt
  }

  /** Those of `rows` that may change something: newer than what is held, and of who has not finished for good. */
  newer(rows: readonly FixRow[]): FixRow[] {
    const { state, race } = this.#in
    const { slots, t, flags } = state.entities
    return rows.filter((row) => {
      const slot = slots.get(row.competitorId)
      if (slot === undefined) return true
      if (flags[slot]! & EntityFlag.finished) {
        return this.#isExactFinish(row) && this.#provisional.has(row.competitorId)
      }
      return raceMsOf(race, row) > t[slot]!
    })
  }

  take(row: FixRow): void {
    const t = raceMsOf(this.#in.race, row)
    if (Math.abs(t) > longestMs) return
    const runner = this.#runners.get(row.competitorId) ?? this.#runnerOf(row.competitorId)
    if (runner.finished) {
      this.#finishAgain(runner, row, t)
      return
    }
    if (t <= runner.t) return
    const step = this.#stepOf(row, t)
    if (isTakenBack(this.#in.race, row, step.finish, runner.t)) {
      this.#takenBack.tell(row, t)
      return
    }
    this.#advance(runner, row, step)
    this.#runners.set(runner.id, runner)
    if (row.timestamp > (this.#newest ?? -1)) {
      this.#newest = row.timestamp
      this.#publishedAt = row.publishedAt
    }
  }

  /** Takes back what race control had decided on by `upTo`, epoch ms. */
  correctDue(upTo: number): void {
    this.#takenBack.correctDue(upTo)
  }

  get lag(): Pick<Lag, 'measuredAt' | 'publishedAt'> {
    return { measuredAt: this.#newest, publishedAt: this.#publishedAt }
  }

  get memory(): Pick<Memory, 'newest' | 'provisional' | 'takenBack' | 'anchors' | 'passages'> {
    const anchors = new Map(this.#in.memory.anchors)
    for (const { id, anchor } of this.#runners.values()) anchors.set(id, anchor)
    const [provisional, takenBack] = [this.#provisional, this.#takenBack.memory]
    return { newest: this.#newest, provisional, takenBack, anchors, passages: this.#front.passages() }
  }

  result(): { positions: Position[]; hash: number; front: FrontPassage[] } {
    const { entities } = this.#in.state
    const positions: Position[] = []
    let hash = entities.hash
    for (const runner of this.#runners.values()) {
      const { id, cm, t, velocity, speed, flags, lat, lon } = runner
      const slot = entities.slots.get(id)
      hash += positionHash(id, cm, t, velocity, speed, flags, lat, lon)
      if (slot !== undefined) hash -= entities.hashAt(slot)
      positions.push(runner.position())
    }
    return { positions, hash: hash >>> 0, front: this.#front.changed() }
  }

  #runnerOf(id: number): Runner {
    const { state, memory, ground, rosterEntry } = this.#in
    const slot = state.entities.slots.get(id)
    const gunMs = waveGunMs(this.#in.race, rosterEntry(id)?.wave)
    return new Runner(id, gunMs, ground, state.entities, slot, memory.anchors.get(id))
  }

  #isExactFinish(row: FixRow): boolean {
    return (row.flags & FixFlag.finish) !== 0
  }

  #stepOf(row: FixRow, t: number): Step {
    const { race, ground } = this.#in
    const cm = Math.round(row.distance * 100)
    const finish = reachOf(race, ground.lengthCm, row)
    const at = Math.min(cm, ground.lengthCm)
    const isOff = ground.line.offsetM(row.lon, row.lat, at) > race.offCourseM
    return { t, cm, finish, off: isOff ? [Math.round(row.lat * 1e6), Math.round(row.lon * 1e6)] : null }
  }

  #advance(runner: Runner, row: FixRow, step: Step): void {
    const { ground, drafts, rosterEntry } = this.#in
    const { id } = runner
    const { segment, started, crossings } = runner.advance(step)
    if (!segment) return
    const add = (entry: Parameters<LogDrafts['add']>[1]) => drafts.add(row.timestamp, entry)
    if (started) add({ kind: 'start', t: segment.fromMs, id })
    for (const { mark, t } of crossings) {
      add(mark.kind === 'split' ? { kind: 'split', t, id, km: mark.km } : { kind: mark.kind, t, id })
    }
    if (rosterEntry(id)?.role === 'competitor') this.#front.take(segment, id, runner.gunMs)
    if (segment.toCm !== ground.lengthCm) return
    const finish = { kind: 'finish' as const, t: segment.toMs, id }
    this.#takenBack.correct(id, row.timestamp, finish.t)
    drafts.add(row.timestamp, finish, (n) => {
      if (this.#unnumbered.has(id)) this.#provisional.set(id, n)
    })
    if (step.finish === 'position') this.#unnumbered.set(id, finish)
  }

  /** The first exact finish replaces one that only a position spoke for; after it nothing counts. */
  #finishAgain(runner: Runner, row: FixRow, t: number): void {
    const { id } = runner
    if (!this.#isExactFinish(row)) return
    const unnumbered = this.#unnumbered.get(id)
    if (unnumbered) {
      unnumbered.t = t
      this.#unnumbered.delete(id)
      return
    }
    const n = this.#provisional.get(id)
    if (n === undefined) return
    this.#provisional.delete(id)
    const was = this.#in.state.facts.get(id)?.finish
    if (was === t || was === undefined) return
    const reason = 'the exact instant of the finish is known'
    this.#in.drafts.add(row.timestamp, {
      ...{ kind: 'correction', t: Math.min(was, t), takesBack: n, of: 'finish', id, reason },
    })
    this.#in.drafts.add(row.timestamp, { kind: 'finish', t, id })
  }
}
