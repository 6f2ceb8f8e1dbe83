import type { RaceInfo } from './messages.ts'
import { predictedIntervals } from './playout.ts'

/** How long past a fix a picture may still be called current, ms: what prediction bridges. */
export function bridgedMs({ fixIntervalS }: Pick<RaceInfo, 'fixIntervalS'>): number {
  return fixIntervalS * 1000 * predictedIntervals
}

/** How old the newest fix is when a spectator's page says that none comes any more, ms. */
export function noticedAfterMs(race: Pick<RaceInfo, 'fixIntervalS' | 'playoutDelayMs'>): number {
  return race.playoutDelayMs + bridgedMs(race)
}
