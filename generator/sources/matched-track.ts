import type { LonLat } from '@racecast/courses'
import type { ForwardMatcher } from '@racecast/courses/line'
import type { CompetitorPlan } from '../plan/competitor-plan.ts'

const STEP_MS = 1000
/** After so long it no longer matters where matching began, ms; see `#warmUp`. */
const WARM_UP_MS = 120_000

/**
 * The distances that one receiver with errors is matched to, second by second and only ever forward.
 *
 * Matching has a memory: the last place. It is not stored, but found again by matching the seconds before, from
 * long enough ago for the beginning to be forgotten, so that a restarted generator goes on from where the one
 * before it was.
 */
export class MatchedTrack {
  readonly #plan: CompetitorPlan
  readonly #matcher: ForwardMatcher
  readonly #measured: (raceMs: number) => LonLat
  readonly #sigmaM: number
  #atMs = Number.NaN
  #cm = 0

  /** @param measured where the receiver says it is at a race time (ms), errors of `sigmaM` included */
  constructor(
    plan: CompetitorPlan,
    matcher: ForwardMatcher,
    measured: (raceMs: number) => LonLat,
    sigmaM: number,
  ) {
    this.#plan = plan
    this.#matcher = matcher
    this.#measured = measured
    this.#sigmaM = sigmaM
  }

  /** The matched distance at a race time, cm (fractional). */
  at(raceMs: number): number {
    if (raceMs === this.#atMs) return this.#cm
    const elapsed = raceMs - this.#atMs
    if (!(elapsed > 0 && elapsed <= STEP_MS)) this.#warmUp(raceMs)
    this.#step(raceMs)
    return this.#cm
  }

  /** Leaves the track at the last whole step before `raceMs`. */
  #warmUp(raceMs: number): void {
    const { stop, gunMs } = this.#plan
    let from = raceMs - WARM_UP_MS
    // Standing still, the place creeps forward with the errors: the whole of the creeping has to be followed.
    if (stop && from < stop.toMs) from = Math.min(from, stop.fromMs - WARM_UP_MS)
    const steps = Math.max(1, Math.ceil((raceMs - Math.max(from, gunMs)) / STEP_MS))
    this.#atMs = raceMs - steps * STEP_MS
    this.#cm = Math.max(0, this.#plan.positionCm(this.#atMs) - 300 * this.#sigmaM)
    for (let step = steps - 1; step > 0; step--) this.#step(raceMs - step * STEP_MS)
  }

  #step(raceMs: number): void {
    const elapsed = raceMs - this.#atMs
    this.#atMs = raceMs
    // At the start flag nobody is matched anywhere else.
    if (this.#plan.positionCm(raceMs) === 0) return
    const [lon, lat] = this.#measured(raceMs)
    const reachCm = this.#matcher.reachCm(elapsed)
    this.#cm = Math.max(this.#cm, this.#matcher.advance(lon, lat, this.#cm, reachCm, this.#sigmaM).cm)
  }
}
