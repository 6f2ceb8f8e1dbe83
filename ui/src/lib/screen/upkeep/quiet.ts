import type { Picture } from '../../race/picture.ts'

/** So long before the gun nobody's look is led away any more, ms. */
const beforeGunMs = 120_000

/** Whether a screen may be away for a moment: nothing happens in the race that could be missed. */
export function isQuiet({ phase, raceMs }: Pick<Picture, 'phase' | 'raceMs'>): boolean {
  return phase === 'finished' || (phase === 'scheduled' && raceMs < -beforeGunMs)
}
