import { type RaceRecord, raceTimeAt, type TimeSpan, wallTimeAt } from '@racecast/pinot/events'

/**
 * What can happen to a race's record. Each function gives the record after it; all times are epoch ms, and
 * `updatedAt` is set by who sends it.
 */
export const started = (race: RaceRecord): RaceRecord => ({ ...race, status: 'started' })

export const paused = (race: RaceRecord, from: number): RaceRecord => ({
  ...race,
  status: 'paused',
  pauses: [...race.pauses, { from, to: null }],
})

/** The race's clock goes on at `at`; the guns of waves still to come move by the length of the pause. */
export function resumed(race: RaceRecord, at: number): RaceRecord {
  const pauses = race.pauses.map((pause) => (pause.to === null ? { ...pause, to: at } : pause))
  const after: RaceRecord = { ...race, status: 'started', pauses }
  const guns = race.waves.map((wave) => {
    const begun = wave.startTime <= (race.pauses.at(-1)?.from ?? 0)
    const raceMs = raceTimeAt({ startTime: race.startTime, pauses: race.pauses.slice(0, -1) }, wave.startTime)
    return begun ? wave : { ...wave, startTime: wallTimeAt(after, raceMs) }
  })
  return { ...after, waves: guns }
}

/** Over at `at`; a pause that lasts ends there too. */
export const finished = (race: RaceRecord, at: number): RaceRecord => ({
  ...race,
  status: 'finished',
  finishedAt: at,
  pauses: race.pauses.map((pause) =>
    pause.to === null ? { ...pause, to: Math.max(at, pause.from) } : pause,
  ),
})

/** Declares a gap; one that begins where the last one began is the same gap, grown longer. */
export function withGap(race: RaceRecord, gap: TimeSpan): RaceRecord {
  const others = race.gaps.at(-1)?.from === gap.from ? race.gaps.slice(0, -1) : race.gaps
  return { ...race, gaps: [...others, gap] }
}

export const isOver = ({ status }: RaceRecord): boolean => status === 'finished' || status === 'official'
