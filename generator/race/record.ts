import {
  type RaceClock,
  type RaceRecord,
  raceTimeAt,
  type TimeSpan,
  wallTimeAt,
} from '@racecast/pinot/events'

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
  const after: RaceRecord = { ...race, status: 'started', pauses: pausesUntil(race, at) }
  const guns = race.waves.map((wave) => {
    const begun = wave.startTime <= (race.pauses.at(-1)?.from ?? 0)
    const raceMs = raceTimeAt({ startTime: race.startTime, pauses: race.pauses.slice(0, -1) }, wave.startTime)
    return begun ? wave : { ...wave, startTime: wallTimeAt(after, raceMs) }
  })
  return { ...after, waves: guns }
}

/**
 * Over at `at`; a pause that lasts ends there too. A race that is stopped before its gun has its gun then: nothing ends
 * before it begins, and nobody waits for the gun of a race that is over.
 */
export function finished(race: RaceRecord, at: number): RaceRecord {
  const early = Math.max(0, race.startTime - at)
  return {
    ...race,
    status: 'finished',
    startTime: race.startTime - early,
    waves: race.waves.map((wave) => ({ ...wave, startTime: wave.startTime - early })),
    finishedAt: at,
    pauses: pausesUntil(race, at),
  }
}

/** The pause that lasts ends at `at`; one that began in the same second was none. */
function pausesUntil({ pauses }: RaceRecord, at: number): TimeSpan[] {
  return pauses.flatMap((pause) => {
    if (pause.to !== null) return pause
    return pause.from < at ? { ...pause, to: at } : []
  })
}

/** Declares a gap; one that begins within the last one is the same gap, grown longer. */
export function withGap(race: RaceRecord, gap: TimeSpan): RaceRecord {
  const last = race.gaps.at(-1)
  if (!last || gap.from < last.from || gap.from > (last.to ?? gap.from))
    return { ...race, gaps: [...race.gaps, gap] }
  const to = last.to === null || gap.to === null ? null : Math.max(last.to, gap.to)
  return { ...race, gaps: [...race.gaps.slice(0, -1), { from: last.from, to }] }
}

/** The clock that a simulated race is computed by: its gun as it was before it was corrected, so that nobody jumps. */
export const planClock = ({ plan, startTime, pauses }: RaceRecord): RaceClock => ({
  startTime: plan?.gun ?? startTime,
  pauses,
})

/** The gun, and with it those of all waves, was at `at`, or will be. What the race is computed from stays where it was. */
export function withGun(race: RaceRecord, at: number): RaceRecord {
  const later = at - race.startTime
  return {
    ...race,
    startTime: at,
    waves: race.waves.map((wave) => ({ ...wave, startTime: wave.startTime + later })),
    ...(race.plan && race.status !== 'scheduled' && { plan: { gun: race.startTime, ...race.plan } }),
  }
}

/**
 * The gun of one wave was at `at`. The first wave's is where the race's clock begins: it moves that, and the guns of the other
 * waves stay when they were.
 */
export function withWaveGun(race: RaceRecord, wave: string, at: number): RaceRecord {
  const isFirst = race.waves[0]?.wave === wave
  const moved = isFirst ? withGun(race, at) : race
  const waves = race.waves.map((one) => (one.wave === wave ? { ...one, startTime: at } : one))
  return { ...moved, waves }
}

export const isOver = ({ status }: RaceRecord): boolean => status === 'finished' || status === 'official'
