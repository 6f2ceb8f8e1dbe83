import type { RaceInfo } from './messages.ts'

/**
 * How much later than a moment that is long gone fixes are taken in to say where everybody was then, ms: those that a screen
 * had when it showed the moment, for it waits so long.
 */
export function leadMs({
  playoutDelayMs,
  fixIntervalS,
}: Pick<RaceInfo, 'playoutDelayMs' | 'fixIntervalS'>): number {
  return Math.max(playoutDelayMs, Math.ceil(fixIntervalS * 1000))
}
