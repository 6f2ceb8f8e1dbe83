import type { BoardRow } from './board-row.ts'

/**
 * A finish time in whole seconds, as results have it, ms: what is not a whole second is recorded as the next longer one
 * (World Athletics, Technical Rules, rule 19, transponder timing in road races, formerly IAAF 165.24: "2:09:44.3 shall be
 * recorded as 2:09:45"). Who comes first is decided by the exact times, and a clock that runs is cut off.
 *
 * @param ms exact, by whichever gun
 */
export function finishTimeMs(ms: number): number {
  // What is stored is whole ms; a sum of fractions of one may have a tail.
  return Math.ceil(Math.round(ms) / 1000) * 1000
}

/** The time to show of a row of the board, ms: of who is in the finish time, else the time so far, to be cut off. */
export function shownTimeMs({ raceMs, finished }: Pick<BoardRow, 'raceMs' | 'finished'>): number {
  return finished ? finishTimeMs(raceMs) : raceMs
}

/** The gap to show beside it, ms: of who is in the difference of the two times as results have them, so that they add up. */
export function shownGapMs({
  raceMs,
  gapMs,
  finished,
}: Pick<BoardRow, 'raceMs' | 'gapMs' | 'finished'>): number | null {
  if (gapMs === null || !finished) return gapMs
  return finishTimeMs(raceMs) - finishTimeMs(raceMs - gapMs)
}
