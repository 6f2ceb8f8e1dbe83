import type { Entities } from './entities.ts'
import { EntityFlag } from './entity-flag.ts'
import type { Position } from './messages.ts'

/** How far past the last fix a position is predicted, in expected fix intervals; then it stands still. */
export const predictedIntervals = 2.5

export type Certainty = 'known' | 'predicted' | 'frozen'

/** Where a competitor is at a moment. Reused between calls: copy what is to be kept. */
export interface Moment {
  cm: number
  /** 1e-6 degree, where the fix says that it is off the course, else 0. */
  lat: number
  lon: number
  /** Smoothed, mm/s. */
  speed: number
  flags: number
  certainty: Certainty
  /** How old the newest fix up to the moment is, ms. */
  ageMs: number
}

/**
 * The last few fixes of every competitor, and where each was at any moment of them: between two fixes on the
 * straight line of time and distance, after the last one as predicted by its velocity. Everything on a screen
 * is worked out at one moment of this.
 */
export class Playout {
  readonly #depth: number
  readonly #lengthCm: number
  readonly #intervalMs: number
  /** How many fixes each slot has had; the ring holds the last `depth` of them. */
  #count = new Uint32Array(64)
  /** depth x (cm, t, velocity, speed, flags, lat, lon) a slot. */
  #ring: Int32Array

  /**
   * @param lengthCm length of the course: nobody is predicted beyond it
   * @param intervalMs expected time between two fixes, ms
   * @param depth how many fixes are kept of each competitor
   */
  constructor(lengthCm: number, intervalMs: number, depth = 32) {
    this.#lengthCm = lengthCm
    this.#intervalMs = intervalMs
    this.#depth = depth
    this.#ring = new Int32Array(64 * depth * stride)
  }

  /** How long after its last fix somebody is moved on; then it stands still, ms. */
  get patienceMs(): number {
    return this.#intervalMs * predictedIntervals
  }

  /** Takes over the newest position of a slot of `entities`; one that is not newer replaces the last. */
  take(entities: Entities, slot: number): void {
    if (slot >= this.#count.length) this.#grow(slot)
    const count = this.#count[slot]!
    const t = entities.t[slot]!
    const last = count > 0 ? this.#offset(slot, count - 1) : -1
    const at = last >= 0 && this.#ring[last + 1]! >= t ? last : this.#offset(slot, count)
    if (at !== last) this.#count[slot] = count + 1
    const ring = this.#ring
    ring[at] = entities.cm[slot]!
    ring[at + 1] = t
    ring[at + 2] = entities.velocity[slot]!
    ring[at + 3] = entities.speed[slot]!
    ring[at + 4] = entities.flags[slot]!
    ring[at + 5] = entities.lat[slot]!
    ring[at + 6] = entities.lon[slot]!
  }

  /** Takes over everybody: after a snapshot. */
  takeAll(entities: Entities): void {
    for (let slot = 0; slot < entities.size; slot++) this.take(entities, slot)
  }

  takePositions(entities: Entities, positions: readonly Position[]): void {
    for (const position of positions) this.take(entities, entities.slotOf(position[0])!)
  }

  /**
   * Where `slot` was at `raceMs`, written into `out`; false if it has never had a fix. As it was known when all fixes up to
   * `knownMs` were, and no later ones.
   */
  at(slot: number, raceMs: number, out: Moment, knownMs = Number.POSITIVE_INFINITY): boolean {
    let count = this.#count[slot] ?? 0
    if (count === 0) return false
    const oldest = Math.max(0, count - this.#depth)
    while (count > oldest + 1 && this.#ring[this.#offset(slot, count - 1) + 1]! > knownMs) count--
    let next = count
    while (next > oldest && this.#ring[this.#offset(slot, next - 1) + 1]! > raceMs) next--
    if (next === count) this.#after(slot, count - 1, raceMs, out)
    else if (next === oldest) this.#before(slot, oldest, raceMs, out)
    else this.#between(slot, next - 1, raceMs, out)
    return true
  }

  /** Whether a fix of `slot` up to `raceMs` is still kept, so that where it was then is known and not guessed. */
  reaches(slot: number, raceMs: number): boolean {
    const count = this.#count[slot] ?? 0
    const oldest = Math.max(0, count - this.#depth)
    return count > 0 && this.#ring[this.#offset(slot, oldest) + 1]! <= raceMs
  }

  /**
   * The straight piece of time and distance that `slot` is on at `raceMs`, [cm, t, cm, t] into `out` from
   * `index`: what a shader needs to move a dot until the piece ends. False if there has never been a fix.
   */
  piece(slot: number, raceMs: number, out: Float64Array | number[], index = 0): boolean {
    const count = this.#count[slot] ?? 0
    if (count === 0) return false
    const ring = this.#ring
    let next = count
    const oldest = Math.max(0, count - this.#depth)
    while (next > oldest && ring[this.#offset(slot, next - 1) + 1]! > raceMs) next--
    const from = this.#offset(slot, next === oldest ? oldest : next - 1)
    out[index] = ring[from]!
    out[index + 1] = ring[from + 1]!
    if (next > oldest && next < count) {
      const to = this.#offset(slot, next)
      out[index + 2] = ring[to]!
      out[index + 3] = ring[to + 1]!
      return true
    }
    const velocity = ring[from + 2]!
    if (next === oldest) {
      // Before the first fix that is known: back along its velocity, as `#before` does.
      const span = velocity > 0 ? Math.min(maxBackMs, (ring[from]! * 10_000) / velocity) : maxBackMs
      out[index + 2] = ring[from]!
      out[index + 3] = ring[from + 1]!
      out[index] = Math.max(0, ring[from]! - (velocity * span) / 10_000)
      out[index + 1] = ring[from + 1]! - span
      return true
    }
    const span = this.#predictMs(from, velocity)
    out[index + 2] = Math.min(this.#lengthCm, ring[from]! + (velocity * span) / 10_000)
    out[index + 3] = ring[from + 1]! + Math.max(1, span)
    return true
  }

  /** How long the position at ring offset `at` may be moved on along its velocity, ms. */
  #predictMs(at: number, velocity: number): number {
    if (this.#ring[at + 4]! & EntityFlag.finished || velocity <= 0) return 0
    const toFinish = ((this.#lengthCm - this.#ring[at]!) * 10_000) / velocity
    return Math.min(this.patienceMs, toFinish)
  }

  #after(slot: number, fix: number, raceMs: number, out: Moment): void {
    const at = this.#offset(slot, fix)
    const ageMs = raceMs - this.#ring[at + 1]!
    const velocity = this.#ring[at + 2]!
    const finished = (this.#ring[at + 4]! & EntityFlag.finished) !== 0
    this.#fill(at, out, ageMs)
    out.cm += (velocity * Math.min(ageMs, this.#predictMs(at, velocity))) / 10_000
    if (finished || ageMs === 0) out.certainty = 'known'
    else out.certainty = ageMs > this.patienceMs ? 'frozen' : 'predicted'
  }

  #between(slot: number, fix: number, raceMs: number, out: Moment): void {
    const ring = this.#ring
    const a = this.#offset(slot, fix)
    const b = this.#offset(slot, fix + 1)
    const share = (raceMs - ring[a + 1]!) / (ring[b + 1]! - ring[a + 1]!)
    this.#fill(a, out, raceMs - ring[a + 1]!)
    out.cm += (ring[b]! - ring[a]!) * share
    if (out.lat !== 0 && ring[b + 5]! !== 0) {
      out.lat += (ring[b + 5]! - ring[a + 5]!) * share
      out.lon += (ring[b + 6]! - ring[a + 6]!) * share
    }
    out.certainty = 'known'
  }

  #before(slot: number, fix: number, raceMs: number, out: Moment): void {
    const at = this.#offset(slot, fix)
    const early = Math.min(maxBackMs, this.#ring[at + 1]! - raceMs)
    this.#fill(at, out, 0)
    out.cm = Math.max(0, out.cm - (this.#ring[at + 2]! * early) / 10_000)
    out.flags &= ~EntityFlag.finished
    out.certainty = 'predicted'
  }

  #fill(at: number, out: Moment, ageMs: number): void {
    out.cm = this.#ring[at]!
    out.speed = this.#ring[at + 3]!
    out.flags = this.#ring[at + 4]!
    out.lat = this.#ring[at + 5]!
    out.lon = this.#ring[at + 6]!
    out.ageMs = ageMs
  }

  #offset(slot: number, fix: number): number {
    return (slot * this.#depth + (fix % this.#depth)) * stride
  }

  #grow(slot: number): void {
    let size = this.#count.length
    while (size <= slot) size *= 2
    const count = new Uint32Array(size)
    count.set(this.#count)
    this.#count = count
    const ring = new Int32Array(size * this.#depth * stride)
    ring.set(this.#ring)
    this.#ring = ring
  }
}

const stride = 7
/** How far back before the first known fix a position is worked out, ms: enough for any playout delay. */
const maxBackMs = 15_000

export function newMoment(): Moment {
  return { cm: 0, lat: 0, lon: 0, speed: 0, flags: 0, certainty: 'frozen', ageMs: 0 }
}
