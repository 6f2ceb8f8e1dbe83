/** What somebody in the test race does, times in s after the beginning of the lap, distances in m. */
export interface Part {
  id: number
  bib: string
  name: string
  club: string
  /** m/s, on the whole */
  speed: number
  /** Where in its small changes of speed it begins; equal ones and equal speeds make a tie. */
  phase: number
  role?: 'pacer' | 'sweep'
  /** Stands at `at` for so long; for good where that is left out. */
  stands?: { at: number; forS?: number }
  /** No fix comes. */
  silent?: readonly [from: number, to: number]
  /** Off the course. */
  away?: readonly [from: number, to: number]
  /** Entered so late. */
  entersAt?: number
  /** Its name is kept from everybody from then on. */
  anonymousFrom?: number
  standing?: { is: 'DNS' | 'DNF' | 'DSQ'; from: number }
  /** First a position speaks for the finish; so much later the exact instant is known, and it is another. */
  finishCorrectedAfter?: number
}

/** Everything that a display has to get right, once a lap. */
export const cast: readonly Part[] = [
  { id: 1, bib: '101', name: 'Ada Quick', club: 'Oval Harriers', speed: 7.1, phase: 0 },
  // A tie, to the millisecond.
  { id: 2, bib: '102', name: 'Bea Twin', club: 'Oval Harriers', speed: 6.6, phase: 2 },
  { id: 3, bib: '103', name: 'Cleo Twin', club: '', speed: 6.6, phase: 2 },
  {
    ...{ id: 4, bib: '104', name: 'Dan Givesup', club: '', speed: 6.1, phase: 3 },
    ...{ stands: { at: 640 }, standing: { is: 'DNF', from: 140 } },
  },
  { id: 5, bib: 'F12', name: 'ليلى حداد', club: 'نادي الواحة', speed: 6.3, phase: 4 },
  { id: 6, bib: '106', name: 'Eve Tunnel', club: '', speed: 6.2, phase: 5, silent: [100, 132] },
  { id: 7, bib: '107', name: 'Finn Late', club: '', speed: 6, phase: 6, entersAt: 60 },
  {
    ...{ id: 8, bib: '108', name: 'Gus Corrected', club: '王府井跑团', speed: 5.9, phase: 7 },
    finishCorrectedAfter: 6,
  },
  { id: 9, bib: '109', name: 'Hal Noname', club: '', speed: 5.8, phase: 8, anonymousFrom: 150 },
  { id: 10, bib: '110', name: 'Ida Wanders', club: '', speed: 5.7, phase: 9, away: [60, 80] },
  { id: 11, bib: '111', name: 'Jo Rests', club: '', speed: 6.4, phase: 10, stands: { at: 520, forS: 20 } },
  {
    ...{ id: 12, bib: '112', name: "Kay O'Neill-Ødegård", club: 'A, "B" & <C>', speed: 6, phase: 11 },
    standing: { is: 'DSQ', from: 262 },
  },
  {
    id: 13,
    bib: '113',
    name: 'Lou Stayed Home',
    club: '',
    speed: 0,
    phase: 0,
    standing: { is: 'DNS', from: 5 },
  },
  { id: 4_000_000_001, bib: 'P1', name: 'Pacer', club: '', speed: 6, phase: 1, role: 'pacer' },
  // Under way until the lap is nearly over, so that there is always something to see.
  { id: 15, bib: 'S1', name: 'Sweep', club: '', speed: 4.4, phase: 5, role: 'sweep' },
]

/** Moments of a lap, s after it began. */
export const moments = {
  /** When it was started, and when the record says at first that it was. */
  gun: 8,
  wrongGun: 10,
  gunCorrected: 90,
  /** Viewers are sent away, to come back. */
  bye: 200,
  over: 272,
  official: 286,
  lap: 300,
} as const
