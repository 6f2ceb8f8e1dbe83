import {
  FixFlag,
  type FixRow,
  type RaceRecord,
  type Ruling,
  raceTimeAt,
  rulingOf,
} from '@racecast/pinot/events'
import type { LogDrafts, Unnumbered } from './log-drafts.ts'
import type { Memory } from './memory.ts'

/** A chip that is read again so soon after a finish that was taken back was read in the same crossing, ms. */
const sameCrossingMs = 10_000

/** How a fix reaches the finish: as the finish itself, as a position that says so, or not at all. */
export type Reach = 'no' | 'position' | 'exact'

/** Who simulates a race promises a row for each finish; elsewhere a position beyond the line has to do. */
export function reachOf({ kind }: Pick<RaceRecord, 'kind'>, lengthCm: number, row: FixRow): Reach {
  if ((row.flags & FixFlag.finish) !== 0) return 'exact'
  return kind !== 'simulated' && Math.round(row.distance * 100) >= lengthCm ? 'position' : 'no'
}

/**
 * Whether a fix that reaches the finish is none, since race control has taken that finish back. Whoever stays beyond the line has
 * not crossed it anew: positions count again once somebody was seen before it.
 * @param heldMs when the newest fix was measured that moved them, race ms
 */
export function isTakenBack(
  race: Pick<RaceRecord, 'rulings' | 'startTime'>,
  row: FixRow,
  reach: Reach,
  heldMs: number,
): boolean {
  if (reach === 'no') return false
  const ruling = rulingOf(race, row.competitorId)
  if (!ruling || row.timestamp <= ruling.until) return ruling !== undefined
  return reach === 'exact'
    ? row.timestamp <= ruling.until + sameCrossingMs
    : heldMs + race.startTime <= ruling.until
}

/** Since when a finish counts as taken back, epoch ms: after the end of a race its clock shows nothing later. */
export const heldFrom = ({ finishedAt }: Pick<RaceRecord, 'finishedAt'>, { at }: Ruling): number =>
  Math.min(at, finishedAt ?? at)

interface Told {
  /** The log entry of the finish; null until it is numbered. */
  n: number | null
  correction: (Unnumbered & { kind: 'correction' }) | null
}

/**
 * Tells the log of finishes that were taken back: of each when it was, as all saw it, and its correction when race control
 * had decided, so that a recording has it in between.
 */
export class TakenBack {
  readonly #race: RaceRecord
  readonly #drafts: LogDrafts
  readonly #told = new Map<number, Told | null>()

  /** @param held as of `memory` */
  constructor(race: RaceRecord, held: Memory['takenBack'], drafts: LogDrafts) {
    this.#race = race
    this.#drafts = drafts
    for (const [id, n] of held) this.#told.set(id, n === null ? null : { n, correction: null })
  }

  /** Logs the finish that was taken back, if `row` is that one. @param t race ms */
  tell(row: FixRow, t: number): void {
    const id = row.competitorId
    if (this.#told.has(id) || rulingOf(this.#race, id)?.until !== row.timestamp) return
    const told: Told = { n: null, correction: null }
    this.#told.set(id, told)
    this.#drafts.add(row.timestamp, { kind: 'finish', t, id }, (n) => {
      told.n = n
      if (told.correction) told.correction.takesBack = n
    })
  }

  /** What somebody's finish was is taken back before they have another. */
  correct(id: number, discovered: number, t: number): void {
    const told = this.#told.get(id)
    if (!told || told.correction) return
    const reason = 'it was taken back by race control'
    told.correction = { kind: 'correction', t, takesBack: told.n ?? 0, of: 'finish', id, reason }
    this.#drafts.add(discovered, told.correction)
  }

  /** Takes back what race control had decided on by `upTo`, epoch ms. */
  correctDue(upTo: number): void {
    for (const [id, told] of this.#told) {
      const ruling = rulingOf(this.#race, id)
      if (!told || !ruling) continue
      const at = heldFrom(this.#race, ruling)
      if (at <= upTo) this.correct(id, at, raceTimeAt(this.#race, at))
    }
  }

  /** To be asked for when the log is numbered. */
  get memory(): Memory['takenBack'] {
    return new Map([...this.#told].map(([id, told]) => [id, told && !told.correction ? told.n : null]))
  }
}
