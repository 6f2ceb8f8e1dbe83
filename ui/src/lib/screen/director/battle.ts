import { type BoardRow, shownTimeMs } from '@racecast/gateway/protocol'

/** Two who run close behind each other. */
export interface Battle {
  ahead: BoardRow
  behind: BoardRow
  /** How long after the one ahead the other passes the same place, ms. */
  gapMs: number
  /** What is between them, cm. */
  apartCm: number
}

/** How it went between two who are in. */
export interface Outcome {
  first: BoardRow
  second: BoardRow
  /** Between their times as results have them, ms: the two add up. */
  gapMs: number
}

export const battleRules = {
  /** Both are among so many first of all: who comes 501st does not fight for that place. */
  places: 10,
  /** In the first so much of the course everybody is close, cm. */
  afterCm: 40_000,
  /** How close two have to come to be shown, and how far apart they may then drift, ms. */
  beginsMs: 6_000,
  endsMs: 10_000,
  /** What a place further down makes it less interesting than the same gap at the front. */
  perPlace: 0.3,
  /** Another pair takes over when it is so many times as interesting. */
  better: 2,
} as const

/**
 * The closest battle among the first who still run, or null. The pair of last time is kept until it drifts apart or another is
 * clearly better, so that nothing flickers, and through any overtaking.
 *
 * @param onCourse who still runs, in the order of the board
 */
export function battleOf(onCourse: readonly BoardRow[], held: Battle | null): Battle | null {
  const first = onCourse.filter(({ position }) => position <= battleRules.places)
  let best: Battle | null = null
  let keeps: Battle | null = null
  for (const [i, row] of first.entries()) {
    // Runners of other waves may stand between the two on the board, and do not on the road.
    const next = first.slice(i + 1).find(({ entry }) => entry.wave === row.entry.wave)
    const battle = next && between(row, next)
    if (!battle || !isFought(battle)) continue
    if (held && samePair(battle, held) && battle.gapMs <= battleRules.endsMs) keeps = battle
    if (battle.gapMs > battleRules.beginsMs) continue
    if (!best || dullness(battle) < dullness(best)) best = battle
  }
  if (!keeps) return best
  return best && dullness(best) * battleRules.better < dullness(keeps) ? best : keeps
}

/** Both run, and the start has drawn them apart. */
function isFought({ ahead, behind }: Battle): boolean {
  // Who stands is overtaken, and no more.
  const bothRun = ahead.currentPace !== null && behind.currentPace !== null
  return bothRun && behind.cm >= battleRules.afterCm
}

/** What is between two who are on the course; null where it cannot be told, or they are not racing each other. */
export function between(one: BoardRow, other: BoardRow): Battle | null {
  const [ahead, behind] = one.cm >= other.cm ? [one, other] : [other, one]
  const known = [ahead, behind].every(({ certainty, finished }) => certainty !== 'frozen' && !finished)
  if (!known || ahead.entry.wave !== behind.entry.wave) return null
  const apartCm = ahead.cm - behind.cm
  const gapMs = gapBetween(ahead, behind)
  return gapMs === null ? null : { ahead, behind, gapMs, apartCm }
}

/** What there was between two at the finish; null while one of them is not in. */
export function outcomeOf(one: BoardRow, other: BoardRow): Outcome | null {
  if (!one.finished || !other.finished) return null
  const [first, second] = one.position < other.position ? [one, other] : [other, one]
  return { first, second, gapMs: shownTimeMs(second) - shownTimeMs(first) }
}

/**
 * As the board has it where it has both gaps, so that the figures of a screen add up; else as long as the one behind takes for
 * the distance.
 */
function gapBetween(ahead: BoardRow, behind: BoardRow): number | null {
  if (ahead.gapMs !== null && behind.gapMs !== null && behind.gapMs >= ahead.gapMs)
    return behind.gapMs - ahead.gapMs
  const pace = behind.currentPace ?? behind.averagePace
  // s/km is ms/m, and 100 cm are a metre.
  return pace === null ? null : Math.round((pace * (ahead.cm - behind.cm)) / 100)
}

/** Less is more interesting. A second is added, so that of two very close pairs the one further up counts. */
function dullness({ ahead, behind, gapMs }: Battle): number {
  const place = Math.min(ahead.position, behind.position)
  return (gapMs + 1000) * (1 + battleRules.perPlace * (place - 1))
}

function samePair(a: Battle, b: Battle): boolean {
  const [one, other] = [a.ahead.entry.id, a.behind.entry.id]
  return (
    (one === b.ahead.entry.id && other === b.behind.entry.id) ||
    (one === b.behind.entry.id && other === b.ahead.entry.id)
  )
}
