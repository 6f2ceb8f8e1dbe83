/** How often the light view is sent what has changed, s: the feed's slowest rate. */
export const lightEveryS = 15

/** Round trips that take longer than this, at best, are of a line that the map would choke, ms. */
const badRoundTripMs = 1500

export interface Line {
  /** The viewer has asked for less data, in the browser's or the phone's settings. */
  saveData: boolean
  /** What the browser has found out of late about any server, ms; 0 where it does not say. */
  expectedRoundTripMs: number
  /** To our own server, once that is known, ms. */
  roundTripMs: number | null
}

/**
 * Whether a page shows the list alone, at a slow rate: as its address asks (`?lite=1`, `?lite=0`), else where data is to
 * be saved or the line is bad.
 */
export function wantsLight(
  asked: string | null,
  { saveData, expectedRoundTripMs, roundTripMs }: Line,
): boolean {
  if (asked === '1' || asked === '0') return asked === '1'
  return saveData || (roundTripMs ?? expectedRoundTripMs) > badRoundTripMs
}
