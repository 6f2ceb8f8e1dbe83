import type { CourseLine, Match } from './course-line.ts'

export interface MatcherOptions {
  /** Nobody is faster, m/s. */
  maxSpeedMs?: number
  /** Added to what can be covered, for errors of position and clock, m. */
  slackM?: number
  /** How far a fix is usually off where nothing is known of its accuracy, m. */
  accuracyM?: number
}

/** How much the far end of the window counts against its near end; see `advance`. */
const REACH_COST = 2

/**
 * Matches successive fixes to the course, only ever forward. Laps overlap, out-and-back legs lie side by side
 * and the finish is next to the start, so the nearest place on the line is often the wrong one: of the places
 * where the line comes near the fix within reach, the one is taken that is near and soon.
 *
 * A match too far ahead could never be taken back, one too far behind is mended by the next fix; hence "soon".
 */
export class ForwardMatcher {
  readonly line: CourseLine
  readonly #maxSpeedMs: number
  readonly #slackM: number
  readonly #accuracyM: number

  constructor(line: CourseLine, { maxSpeedMs = 12, slackM = 20, accuracyM = 5 }: MatcherOptions = {}) {
    this.line = line
    this.#maxSpeedMs = maxSpeedMs
    this.#slackM = slackM
    this.#accuracyM = accuracyM
  }

  /** How far somebody can have come in `elapsedMs`, cm. */
  reachCm(elapsedMs: number): number {
    return Math.max(0, elapsedMs) * (this.#maxSpeedMs / 10) + this.#slackM * 100
  }

  /**
   * The place of a fix, lastCm <= cm <= lastCm + maxAdvanceCm. Every local minimum of the distance to the line
   * costs (offset / accuracy)^2 + 2 x (advance / maxAdvance); the cheapest is taken, the earlier on a tie.
   */
  advance(
    lon: number,
    lat: number,
    lastCm: number,
    maxAdvanceCm: number,
    accuracyM = this.#accuracyM,
  ): Match {
    const reach = Math.max(0, maxAdvanceCm)
    const sigma = Math.max(1, accuracyM)
    let best: Match = { cm: lastCm, offM: Number.POSITIVE_INFINITY }
    let bestCost = Number.POSITIVE_INFINITY
    const consider = (cm: number, offM: number) => {
      const cost = (offM / sigma) ** 2 + (reach > 0 ? (REACH_COST * (cm - lastCm)) / reach : 0)
      if (cost >= bestCost) return
      bestCost = cost
      best = { cm, offM }
    }
    // The nearest place of a segment is a minimum of the line unless it is the segment's end: then the next
    // segment, which begins there, either comes nearer or has the same place to offer.
    let heldCm = lastCm
    let heldOff = Number.POSITIVE_INFINITY
    let heldEnd = lastCm
    this.line.scan(lon, lat, lastCm, lastCm + reach, (cm, offM, endCm) => {
      if (heldCm < heldEnd) consider(heldCm, heldOff)
      heldCm = cm
      heldOff = offM
      heldEnd = endCm
    })
    consider(heldCm, heldOff)
    return best
  }
}
