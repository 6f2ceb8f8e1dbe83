import { type Static, Type } from 'typebox'
import { EpochMs } from './epoch-ms.ts'

export const FixSource = Type.Union([
  Type.Literal('simulated'),
  Type.Literal('gps'),
  Type.Literal('chip'),
  Type.Literal('manual'),
])
export type FixSource = Static<typeof FixSource>

/** Bits of `flags`. */
export const FixFlag = {
  /** The row is the finish itself: `timestamp` is its exact instant, `distance` the course's length. */
  finish: 1,
} as const

/**
 * Where a competitor was. Topic and table `parkrun`, key runId:competitorId, kept by the newest `timestamp`.
 * The original post's columns, and what the model adds to them.
 */
export const FixRow = Type.Object({
  runId: Type.String({ format: 'uuid' }),
  /** The same for a fix that is sent again (see `eventIdOf`), so that a repeat can be told from a new event. */
  eventId: Type.String(),
  competitorId: Type.Integer({ minimum: 1 }),
  /** Race time, whole s: floor(raceTimeMs / 1000). */
  rawTime: Type.Integer(),
  /**
   * Race time, ms: timestamp - gun - pauses. Negative before the gun. Where that was corrected since, of the gun as it was
   * (`plan.gun` of a simulated race).
   */
  raceTimeMs: Type.Integer(),
  /** When it was measured. */
  timestamp: EpochMs,
  /** When it was handed to the sink, stamped anew at each attempt. */
  publishedAt: EpochMs,
  lat: Type.Number({ minimum: -90, maximum: 90 }),
  lon: Type.Number({ minimum: -180, maximum: 180 }),
  /** Along the course from the start, m, scaled to the official distance. */
  distance: Type.Number({ minimum: 0 }),
  course: Type.String(),
  source: FixSource,
  /** Radius of the expected error, m; 0 where nothing is known. */
  accuracy: Type.Number({ minimum: 0 }),
  flags: Type.Integer({ minimum: 0 }),
})
export type FixRow = Static<typeof FixRow>

/** The event id of a fix: deterministic, so that sending it again is the same event. */
export function eventIdOf(runId: string, competitorId: number, timestamp: number): string {
  return `${runId}:${competitorId}:${timestamp}`
}
