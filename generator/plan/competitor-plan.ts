/** A stretch of race time, ms. */
export interface Span {
  fromMs: number
  toMs: number
}
/** Standing still: at one place from fromMs to toMs. */
export interface Stop extends Span {
  atCm: number
}
/** Leaving the course to one side and coming back: at the middle of it `peakM` away towards `bearing` (degrees). */
export interface Wander extends Span {
  peakM: number
  bearing: number
}

/** What makes one runner's rhythm. */
export interface Rhythm {
  /** How much faster than the average the start is, and slower the end: 0.1 is 10 %. */
  fade: number
  /** [angular frequency 1/ms, phase] of each oscillation of the speed. */
  oscillations: readonly (readonly [omega: number, phase: number])[]
}

/** Relative amplitude of each of three oscillations; together a standard deviation of 5 % of the speed. */
export const OSCILLATION = 0.05 * Math.sqrt(2 / 3)

export interface CompetitorPlanParts {
  lengthCm: number
  /** Race time of this competitor's own gun, whole ms: 0 but for later waves. */
  gunMs: number
  /** From the gun to the finish without stops, whole ms. */
  movingMs: number
  rhythm: Rhythm
  /** Where to stop, and for how long in whole ms. */
  stop?: { atCm: number; forMs: number }
  dropout?: Span
  wander?: Wander
  /** Gives up at this share (0..1) of the time from gun to finish. */
  retiresAfter?: number
}

/**
 * What one competitor will do, as a function of race time in ms. With x the moving time since the own gun and T
 * that of the whole course, the distance is length * F(x) / F(T) where
 *
 *   F(x) = x + fade * (x - x^2 / T) + sum of a / w * (sin(w x + p) - sin p)
 *
 * so that the speed fades linearly and swings about that. Its derivative is at least 1 - fade - 3 a > 0: nobody
 * ever runs backwards, and F can be inverted.
 */
export class CompetitorPlan {
  readonly lengthCm: number
  readonly gunMs: number
  readonly movingMs: number
  readonly stop: Stop | null
  readonly dropout: Span | null
  readonly wander: Wander | null
  /** When this competitor gives up, race time in whole ms, or null. */
  readonly dnfMs: number | null
  /** The exact finish, race time in whole ms; null for who gives up. */
  readonly finishMs: number | null
  readonly #rhythm: Rhythm
  readonly #whole: number

  constructor(parts: CompetitorPlanParts) {
    this.lengthCm = parts.lengthCm
    this.gunMs = parts.gunMs
    this.movingMs = parts.movingMs
    this.#rhythm = parts.rhythm
    this.#whole = this.#f(parts.movingMs)
    this.stop = null
    if (parts.stop && parts.stop.forMs > 0) {
      // Arrival is put on a whole millisecond and the place moved with it, by less than a centimetre.
      const arrival = Math.round(this.#movingTimeAt(parts.stop.atCm))
      const fromMs = this.gunMs + arrival
      this.stop = { atCm: this.#movedBy(arrival), fromMs, toMs: fromMs + parts.stop.forMs }
    }
    this.dropout = parts.dropout ?? null
    this.wander = parts.wander ?? null
    const elapsed = this.movingMs + (parts.stop?.forMs ?? 0)
    this.dnfMs =
      parts.retiresAfter === undefined ? null : this.gunMs + Math.round(elapsed * parts.retiresAfter)
    this.finishMs = this.dnfMs === null ? this.gunMs + elapsed : null
  }

  /** When there is nothing more to come: the finish or the giving up, race time in whole ms. */
  get endMs(): number {
    return this.finishMs ?? this.dnfMs!
  }

  /** Distance from the start at a race time in ms, cm (fractional), 0..lengthCm; never less than before. */
  positionCm(raceMs: number): number {
    if (this.finishMs !== null && raceMs >= this.finishMs) return this.lengthCm
    const at = this.dnfMs === null ? raceMs : Math.min(raceMs, this.dnfMs)
    let moving = at - this.gunMs
    if (this.stop && at > this.stop.fromMs) moving -= Math.min(at, this.stop.toMs) - this.stop.fromMs
    return moving <= 0 ? 0 : this.#movedBy(Math.min(moving, this.movingMs))
  }

  /** The race time, ms (fractional), at which `cm` is first reached; null if it never is. */
  timeAtCm(cm: number): number | null {
    if (cm > this.lengthCm) return null
    if (cm === this.lengthCm) return this.finishMs
    const moving = cm <= 0 ? 0 : this.#movingTimeAt(cm)
    const stopped = this.stop && cm > this.stop.atCm ? this.stop.toMs - this.stop.fromMs : 0
    const raceMs = this.gunMs + moving + stopped
    return this.dnfMs !== null && raceMs > this.dnfMs ? null : raceMs
  }

  #f(x: number): number {
    const { fade, oscillations } = this.#rhythm
    let sum = x + fade * (x - (x * x) / this.movingMs)
    for (const [omega, phase] of oscillations) {
      sum += (OSCILLATION / omega) * (Math.sin(omega * x + phase) - Math.sin(phase))
    }
    return sum
  }

  #movedBy(moving: number): number {
    return Math.min(this.lengthCm, (this.lengthCm * this.#f(moving)) / this.#whole)
  }

  #movingTimeAt(cm: number): number {
    let low = 0
    let high = this.movingMs
    // To a microsecond, in some 40 steps.
    while (high - low > 1e-3) {
      const middle = (low + high) / 2
      if (this.#movedBy(middle) < cm) low = middle
      else high = middle
    }
    return (low + high) / 2
  }
}
