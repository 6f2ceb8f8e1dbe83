import type { Picture } from '../race/picture.ts'

/** Of when a picture is, and how old that is. */
export interface Oldness {
  /** Epoch ms. */
  at: number
  ageMs: number
}

/** @param now the server's clock, epoch ms */
export function oldnessOf({ wallMs, lag }: Pick<Picture, 'wallMs' | 'lag'>, now: number): Oldness {
  const at = Math.min(wallMs, lag.measuredAt ?? wallMs)
  return { at, ageMs: Math.max(0, now - at) }
}
