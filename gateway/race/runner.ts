import { type Entities, EntityFlag, type Position, smoothed, velocityOf } from '../protocol/index.ts'
import { crossingsOf, type Segment } from './crossings.ts'
import { type Ground, isInsideFence, type Mark } from './marks.ts'
import { type Anchor, standstill } from './standstill.ts'

/** What of a fix moves a competitor. */
export interface Step {
  /** Race time, ms. */
  t: number
  /** Along the course as measured: may lie behind what is held, or beyond the finish. */
  cm: number
  /** Whether it reaches the finish, and whether that is the finish itself or only a position that says so. */
  finish: 'no' | 'position' | 'exact'
  /** 1e-6 degree, where it is off the course. */
  off: readonly [lat: number, lon: number] | null
}

export interface Advance {
  /** What was covered, or null where nothing was. */
  segment: Segment | null
  started: boolean
  crossings: readonly { mark: Mark; t: number }[]
}

/** One competitor while a batch of fixes is folded. Distance never decreases. */
export class Runner {
  readonly id: number
  /** When its own gun was, race ms. */
  readonly gunMs: number
  readonly #ground: Ground
  cm = 0
  t = Number.NEGATIVE_INFINITY
  velocity = 0
  speed = 0
  flags = 0
  lat = 0
  lon = 0
  anchor: Anchor = [0, 0]

  /** @param slot where `entities` holds what is known so far, or undefined where nothing is */
  constructor(
    id: number,
    gunMs: number,
    ground: Ground,
    entities: Entities,
    slot: number | undefined,
    anchor: Anchor | undefined,
  ) {
    this.id = id
    this.gunMs = gunMs
    this.#ground = ground
    if (slot === undefined) return
    this.cm = entities.cm[slot]!
    this.t = entities.t[slot]!
    this.velocity = entities.velocity[slot]!
    this.speed = entities.speed[slot]!
    this.flags = entities.flags[slot]!
    this.lat = entities.lat[slot]!
    this.lon = entities.lon[slot]!
    this.anchor = anchor ?? [this.cm, this.t]
  }

  get finished(): boolean {
    return (this.flags & EntityFlag.finished) !== 0
  }

  /** Moves to a fix that is newer than what is held, of somebody who has not finished. */
  advance(step: Step): Advance {
    const segment = this.#segmentTo(step)
    const started = this.cm === 0 && segment.toCm > 0
    const crossings = crossingsOf(this.#ground, segment)
    this.#move(segment, started, step.finish !== 'no')
    this.#mark(step)
    return { segment: segment.toCm > segment.fromCm ? segment : null, started, crossings }
  }

  position(): Position {
    const head = [this.id, this.cm, this.t, this.velocity, this.speed, this.flags] as const
    return this.lat === 0 && this.lon === 0 ? [...head] : [...head, this.lat, this.lon]
  }

  /**
   * Nobody leaves the start before their gun; who is first seen under way left it at the gun. A fix that does not
   * finish stays 1 cm before the line, so that the line itself belongs to the finish.
   */
  #segmentTo({ t, cm, finish }: Step): Segment {
    const fromCm = this.cm
    const fromMs = fromCm === 0 ? Math.max(this.t, this.gunMs) : this.t
    if (t <= fromMs) return { fromMs: t, fromCm, toMs: t, toCm: fromCm }
    const { lengthCm } = this.#ground
    const toCm = finish === 'no' ? Math.max(fromCm, Math.min(cm, lengthCm - 1)) : lengthCm
    return { fromMs, fromCm, toMs: t, toCm }
  }

  #move(segment: Segment, started: boolean, finished: boolean): void {
    const velocity = velocityOf(segment)
    const elapsedMs = segment.toMs - segment.fromMs
    this.speed = started ? velocity : smoothed(this.speed, velocity, elapsedMs)
    this.velocity = finished ? 0 : velocity
    if (started) this.anchor = [0, segment.fromMs]
    this.cm = segment.toCm
    this.t = segment.toMs
  }

  #mark({ finish, off }: Step): void {
    const finished = finish !== 'no'
    const { anchor, stopped } = standstill(this.anchor, this.cm, this.t)
    this.anchor = this.cm === 0 ? [0, this.t] : anchor
    this.flags = finished ? EntityFlag.finished : 0
    if (stopped && !finished && this.cm > 0) this.flags |= EntityFlag.stopped
    if (this.cm > 0 && isInsideFence(this.#ground, this.cm)) this.flags |= EntityFlag.inFence
    const place = finished ? null : off
    if (place) this.flags |= EntityFlag.offCourse
    this.lat = place?.[0] ?? 0
    this.lon = place?.[1] ?? 0
  }
}
