import type { Picture } from '../race/picture.ts'

/** Of when a picture is, and how old that is. */
export interface Oldness {
  /** Epoch ms. */
  at: number
  ageMs: number
}

/**
 * @param now the server's clock, epoch ms
 * @param lostAt when it was noticed that the picture is not current, epoch ms
 */
export function oldnessOf({ race, phase, wallMs, lag }: Seen, now: number, lostAt: number): Oldness {
  // In the race its newest fix says of when it is; before and after it nothing is measured.
  const at =
    phase === 'running' ? Math.min(wallMs, lag.measuredAt ?? race.startTime) : Math.min(wallMs, lostAt)
  return { at, ageMs: Math.max(0, now - at) }
}

type Seen = Pick<Picture, 'race' | 'phase' | 'wallMs' | 'lag'>
