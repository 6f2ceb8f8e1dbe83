import { raceTimeAt } from '@racecast/pinot/race-clock'
import type { RaceInfo } from './messages.ts'

/**
 * The race time at which the gun of `wave` went, ms: 0 in a mass start. By the race's clock and not by the wall's,
 * since a pause before it moves the gun on the wall alone.
 */
export function waveGunMs(
  race: Pick<RaceInfo, 'waves' | 'startTime' | 'pauses'>,
  wave: string | undefined,
): number {
  const own = race.waves.find((other) => other.wave === wave)
  return own ? raceTimeAt(race, own.startTime) : 0
}
