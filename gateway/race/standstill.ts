/** Who covers less than this in that long stands; covering it at all ends the standing. */
const standingCm = 300
const standingMs = 8000

/** Where progress was last noticed: cm, and race ms. */
export type Anchor = readonly [cm: number, t: number]

/**
 * Whether somebody stands: less than 3 m of progress in 8 s (the slowest walker makes 4 m). It ends with 3 m of
 * progress, so that noise around one place, which the held distance turns into a few small steps, does not end it.
 */
export function standstill(anchor: Anchor, cm: number, t: number): { anchor: Anchor; stopped: boolean } {
  if (cm - anchor[0] >= standingCm) return { anchor: [cm, t], stopped: false }
  return { anchor, stopped: t - anchor[1] >= standingMs }
}
