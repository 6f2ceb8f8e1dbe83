import type { Phase } from '../../race/clock/playout-clock.ts'
import type { Picture } from '../../race/picture.ts'
import type { Battle } from './battle.ts'

/** What the director judges by: what there is to be seen of a race at one moment. */
export interface Sight {
  /** The moment shown, epoch ms. */
  now: number
  phase: Phase
  /** Ms until the gun; 0 after it. */
  untilGunMs: number
  /** What is shown is not current, and nothing moves: the feed is lost, or the positions do not come. */
  stale: boolean
  /** The start has drawn the field apart: there is an order. */
  apart: boolean
  entered: number
  onCourse: number
  inFence: number
  finished: number
  /** How many of them have not been told by name yet. */
  unnamed: number
  /** How long the first on the course needs to the finish, ms, if nobody is in yet; null where that is not known. */
  leaderToGoMs: number | null
  battle: Pick<Battle, 'ahead' | 'behind' | 'gapMs'> | null
  /** How many are expected at the finish within the next two minutes. */
  arriving: number
  /** Who has come in within the last half minute, the first first. */
  finishes: readonly Finish[]
}

export interface Finish {
  id: number
  /** How long ago, ms of race time. */
  agoMs: number
  /** Of all, or of the category: 1 for the first; 0 while somebody of a later wave may still be faster. */
  place: number
  categoryPlace: number
  category: string
}

/** For how long after it a finish is news, ms. */
export const freshFinishMs = 30_000

/** So much of the course, or a tenth of it, draws a field apart, cm: before that whoever stood in front is ahead. */
const apartCm = 40_000

export interface SightOptions {
  battle: Battle | null
  arriving: number
  unnamed: number
  stale: boolean
}

export function sightOf(picture: Picture, { battle, arriving, unnamed, stale }: SightOptions): Sight {
  const { phase, raceMs, wallMs, onCourse, inFence, finishers, board } = picture
  const leader = finishers.length === 0 ? onCourse[0] : undefined
  const pace = leader && (leader.currentPace ?? leader.averagePace)
  return {
    now: wallMs,
    phase,
    untilGunMs: Math.max(0, -raceMs),
    stale,
    apart: finishers.length > 0 || isApart(onCourse[0]),
    entered: board.length,
    onCourse: onCourse.length,
    inFence: inFence.length,
    finished: finishers.length,
    unnamed,
    // s/km is ms/m, and 100 cm are a metre.
    leaderToGoMs: leader && pace ? Math.round((leader.toGoCm * pace) / 100) : null,
    battle,
    arriving,
    finishes: phase === 'running' ? freshFinishes(picture) : [],
  }
}

function isApart(first: Picture['onCourse'][number] | undefined): boolean {
  return first !== undefined && first.cm >= Math.min(apartCm, (first.cm + first.toGoCm) / 10)
}

function freshFinishes({ finishers, onCourse, raceMs }: Picture): Finish[] {
  // Who still runs has run for so long at least.
  const running = leastByCategory(onCourse)
  // By net time, as the board ranks them.
  const places = new Map<string, number[]>()
  for (const { row } of finishers) {
    const { category } = row.entry
    const times = places.get(category) ?? places.set(category, []).get(category)!
    times.push(row.raceMs)
  }
  return finishers
    .filter(({ at }) => raceMs - at <= freshFinishMs)
    .map(({ row, at }) => ({
      id: row.entry.id,
      agoMs: raceMs - at,
      place: running.all < row.raceMs ? 0 : row.position,
      category: row.entry.category,
      categoryPlace:
        (running.of.get(row.entry.category) ?? Number.POSITIVE_INFINITY) < row.raceMs
          ? 0
          : 1 + places.get(row.entry.category)!.filter((ms) => ms < row.raceMs).length,
    }))
    .reverse()
}

/** The shortest time so far, net ms: of all `rows`, and of each category. */
function leastByCategory(rows: Picture['onCourse']): { all: number; of: ReadonlyMap<string, number> } {
  const of = new Map<string, number>()
  for (const { raceMs, entry } of rows)
    of.set(entry.category, Math.min(of.get(entry.category) ?? raceMs, raceMs))
  return { all: Math.min(Number.POSITIVE_INFINITY, ...of.values()), of }
}
