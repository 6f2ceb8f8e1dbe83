import { createHash } from 'node:crypto'
import type { RaceInfo } from '../protocol/index.ts'
import { rulingsOf } from '../race/race-info.ts'

/** Raised when chunks of the same fixes would come out otherwise than before. */
const version = 1

/**
 * The epoch of a race's recording: whatever the fixes are worked out with, in 48 bits. Not the feed's epoch, which is another
 * one wherever frames were lost: every gateway comes to this one by itself, and chunks stay good over a restart.
 */
export function rewindEpochOf(
  race: Pick<RaceInfo, 'runId' | 'kind' | 'startTime' | 'waves' | 'fixIntervalS' | 'rulings'>,
  courseHash: string,
): number {
  const waves = race.waves.map(({ wave, startTime }) => [wave, startTime])
  const text = JSON.stringify([
    version,
    race.runId,
    race.kind,
    race.startTime,
    waves,
    race.fixIntervalS,
    courseHash,
    // Races without any keep what was recorded of them before there were such.
    ...(race.rulings?.length ? [rulingsOf(race.rulings)] : []),
  ])
  return createHash('sha256').update(text).digest().readUIntBE(0, 6)
}
