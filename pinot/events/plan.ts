import { type Static, Type } from 'typebox'
import { Visibility } from './visibility.ts'

const ratio = (description: string) => Type.Number({ minimum: 0, maximum: 1, default: 0, description })

/** What a simulated race is made of: the post's parameters, and what reality does to them. */
export const PlanParameters = Type.Object({
  competitors: Type.Integer({ minimum: 1, maximum: 100_000, default: 100 }),
  fastest: Type.Number({
    minimum: 60,
    maximum: 1800,
    default: 144,
    description: 'fastest average pace, s/km',
  }),
  slowest: Type.Number({
    minimum: 60,
    maximum: 1800,
    default: 500,
    description: 'slowest average pace, s/km',
  }),
  stoppingRatio: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0.1,
    description: 'share of the field that stops once inside the fence',
  }),
  minPause: Type.Number({ minimum: 0, maximum: 3600, default: 10, description: 'shortest stop, s' }),
  maxPause: Type.Number({ minimum: 0, maximum: 3600, default: 60, description: 'longest stop, s' }),
  gpsNoiseM: Type.Number({ minimum: 0, maximum: 50, default: 0, description: 'GPS error, one sigma, m' }),
  dropoutRatio: ratio('share of the field that loses its signal once for 5 to 60 s'),
  wanderRatio: ratio('share of the field that leaves the course once and comes back'),
  dnfRatio: ratio('share of the field that gives up'),
  waves: Type.Integer({ minimum: 1, maximum: 50, default: 1 }),
  waveGapS: Type.Number({ minimum: 0, maximum: 3600, default: 60, description: 'seconds from wave to wave' }),
})
export type PlanParameters = Static<typeof PlanParameters>

/** The body of `POST /api/races`, at the gateway and at the generator behind it. */
export const CreateRace = Type.Intersect([
  Type.Object({
    course: Type.String({ description: 'shortName of a course' }),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 120 })),
    slug: Type.Optional(Type.String({ pattern: '^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$' })),
    /** The gun; now if left out. */
    startTime: Type.Optional(
      Type.Union([Type.Integer({ minimum: 0 }), Type.String({ maxLength: 40 })], {
        description: 'epoch ms, or ISO 8601 with a zone such as 2026-05-02T09:00:00+01:00',
      }),
    ),
    /** Public if left out. A private race is in no list, and needs a key. */
    visibility: Type.Optional(Visibility),
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 0xffffffff })),
    /** CSV with a header row: bib, name and optionally club, category, wave, role, anonymous. */
    startList: Type.Optional(Type.String({ maxLength: 20_000_000 })),
  }),
  Type.Partial(PlanParameters),
])
export type CreateRace = Static<typeof CreateRace>
