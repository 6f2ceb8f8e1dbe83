import type { RosterEntry } from './messages.ts'
import type { Moment } from './playout.ts'

/** A line of the board at a moment. Raw integers: whoever shows it formats it. */
export interface BoardRow {
  /** 1 for the first; a permutation over all rows. */
  position: number
  entry: RosterEntry
  slot: number
  cm: number
  toGoCm: number
  /** Net of the wave's gun: the finish time of who has finished, else the time so far, ms. */
  raceMs: number
  /**
   * The same of the moment when it was where it is shown: earlier than `raceMs` where no fix has come for long and
   * the place stands still. Pace and gap are of this moment, for a silent tracker makes nobody slower.
   */
  placedMs: number
  /** s/km over all that is covered; null at the start. */
  averagePace: number | null
  /** s/km over the last 15 s or so; null while standing, before the start and after the finish. */
  currentPace: number | null
  /** How long after the front of the race at the same place, ms; null where it is not known. */
  gapMs: number | null
  finished: boolean
  /** Since when inside the fence, race ms, or null; and the time in it so far over all visits, ms. */
  fenceSince: number | null
  fenceMs: number
  certainty: Moment['certainty']
  ageMs: number
}
