import type { RaceRecord } from '@racecast/pinot/events'
import type { RaceInfo } from '../protocol/index.ts'
import { heldFrom } from '../race/taken-back.ts'

/**
 * The race as its fixes are folded for a recording: under way, and nothing in it that may change afterwards. What the
 * record says of status, pauses and gaps, and the roster of names and standings, is left to the present.
 */
export function lastingRecord(race: RaceRecord): RaceRecord {
  const rulings = race.rulings?.map((ruling) => ({ ...ruling, at: heldFrom(race, ruling) }))
  const lasting: RaceRecord = { ...race, status: 'started', gaps: [], finishedAt: null, updatedAt: -1 }
  return rulings ? { ...lasting, rulings } : lasting
}

/** The same as it stands in a keyframe. */
export function lastingInfo(race: RaceRecord): RaceInfo {
  const { runId, course, courseHash, kind, startTime, waves, fixIntervalS } = race
  return {
    ...{ runId, slug: '', name: '', course, courseHash, kind, status: 'started', startTime, waves },
    ...{ fixIntervalS, playoutDelayMs: 0, pauses: [], gaps: [], finishedAt: null },
    simulated: kind === 'simulated',
  }
}

/** Chunks are the same whenever they are made: they know of no poll. */
export const noLag = { measuredAt: null, publishedAt: null, pollStart: 0, pollEnd: 0, sentAt: 0 }
