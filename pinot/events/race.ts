import { type Static, Type } from 'typebox'
import { EpochMs } from './epoch-ms.ts'
import { PlanParameters } from './plan.ts'
import { Ruling } from './ruling.ts'
import { RecordVisibility } from './visibility.ts'

export const RaceKind = Type.Union([Type.Literal('simulated'), Type.Literal('replay'), Type.Literal('live')])
export type RaceKind = Static<typeof RaceKind>

export const RaceStatus = Type.Union([
  Type.Literal('scheduled'),
  Type.Literal('started'),
  Type.Literal('paused'),
  Type.Literal('finished'),
  Type.Literal('official'),
])
export type RaceStatus = Static<typeof RaceStatus>

/** A stretch of wall time; `to` is null while it lasts. */
export const TimeSpan = Type.Object({ from: EpochMs, to: Type.Union([EpochMs, Type.Null()]) })
export type TimeSpan = Static<typeof TimeSpan>

export const Wave = Type.Object({ wave: Type.String({ minLength: 1, maxLength: 20 }), startTime: EpochMs })
export type Wave = Static<typeof Wave>

/** How a simulated race is computed. */
const RacePlan = Type.Evaluate(
  Type.Intersect([
    PlanParameters,
    Type.Object({
      /** The gun that it is computed from, where `startTime` was corrected since; race times of its rows are from there. */
      gun: Type.Optional(EpochMs),
    }),
  ]),
)

/**
 * The whole record of a race. Topic and table `races`, key runId, sent again whole at each change and kept by
 * the newest `updatedAt`. Whoever changes an entry sends the race's record again after it, so that a reader
 * needs to ask for the entries only when the record has changed.
 */
export const RaceRecord = Type.Object({
  runId: Type.String({ format: 'uuid' }),
  /** The organiser's printed address; unique among races. */
  slug: Type.String({ pattern: '^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$' }),
  name: Type.String({ minLength: 1, maxLength: 120 }),
  /** shortName of the course, and the hash of the course as it was when the race was made. */
  course: Type.String(),
  courseHash: Type.String(),
  kind: RaceKind,
  /** Left out: public, as every race was before there were others. */
  visibility: Type.Optional(RecordVisibility),
  status: RaceStatus,
  /** The gun. Race time is wall time - startTime - pauses. A correction begins a new epoch of the feed. */
  startTime: EpochMs,
  /** Each wave's own gun; empty in a mass start. The first is at startTime. */
  waves: Type.Array(Wave),
  /** Expected seconds between two fixes of a competitor. */
  fixIntervalS: Type.Number({ exclusiveMinimum: 0, maximum: 3600 }),
  /** How far behind the clock screens show the race, ms. */
  playoutDelayMs: Type.Integer({ minimum: 0, maximum: 600_000 }),
  /** A fix farther than this from its place on the course is off it, m. */
  offCourseM: Type.Number({ exclusiveMinimum: 0 }),
  /** Null for races that are not simulated. */
  plan: Type.Union([RacePlan, Type.Null()]),
  seed: Type.Integer({ minimum: 0, maximum: 0xffffffff }),
  /** Which version of the plan's arithmetic made it: a race goes on with the version that it began with. */
  planVersion: Type.Integer({ minimum: 1 }),
  /** While the race's clock stood still; only a simulated race can. */
  pauses: Type.Array(TimeSpan),
  /** While the producer was down; rows of that time were published late or never. */
  gaps: Type.Array(TimeSpan),
  /** When the last competitor was in, or the race was stopped. */
  finishedAt: Type.Union([EpochMs, Type.Null()]),
  /** Finishes that race control has taken back, one a competitor at most; left out where there is none. A change begins a new epoch. */
  rulings: Type.Optional(Type.Array(Ruling)),
  updatedAt: EpochMs,
})
export type RaceRecord = Static<typeof RaceRecord>

/** How often a simulated competitor has a fix, and how far behind the clock screens show that. */
export const simulatedPace = { fixIntervalS: 1, playoutDelayMs: 2000 } as const satisfies Partial<RaceRecord>

/** The order of a list of races: newest gun first, by runId where two have the same. */
export const byNewestGun = (a: RaceRecord, b: RaceRecord): number =>
  b.startTime - a.startTime || (a.runId < b.runId ? -1 : 1)

/** Whether the race is one no more: its record is kept so that whoever reads it late learns of that. */
export const isDeleted = ({ visibility }: Pick<RaceRecord, 'visibility'>): boolean => visibility === 'deleted'

/** Whether a key is needed to see the race. */
export const isPrivate = ({ visibility }: Pick<RaceRecord, 'visibility'>): boolean => visibility === 'private'
