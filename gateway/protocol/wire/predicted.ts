import type { Entities } from '../entities.ts'

/**
 * What a predicted delta is relative to: the state as it was at `since`, as everybody has it who is to read it. A
 * RaceState is one before the delta is applied, a RateShadow before it is advanced.
 */
export interface Base {
  readonly epoch: number
  readonly seq: number
  readonly entities: Entities
}

/** What can be said of a competitor, and its number on the wire. */
export const Kind = {
  /** No fix came. */
  none: 0,
  /** A fix came at the frame's time, and it is where constant speed has it. */
  predicted: 1,
  /** The same, but somewhere else. */
  changed: 2,
  /** The same, but velocity and speed do not follow from it: several fixes lie between. */
  moved: 3,
  /** Anything else, in full. */
  explicit: 4,
} as const
export const kindCount = 5

/** Each field of number has its own parameter, in this order. */
export const Field = { cm: 0, velocity: 1, speed: 2, time: 3, flags: 4, place: 5 } as const
export const fieldCount = 6

/** What an explicit one has of its own. */
export const Own = { time: 8, motion: 4, flags: 2, place: 1 } as const

/** The longest time between fixes, ms. */
export const longestFixMs = 60_000
