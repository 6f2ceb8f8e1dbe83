import { type Static, Type } from 'typebox'

const count = (description: string) => Type.Integer({ minimum: 0, description })

/** When somebody will be in: net of the own gun, and on the clock. */
export const ExpectedFinish = Type.Object({
  bib: Type.String(),
  name: Type.String(),
  raceTimeMs: Type.Integer({ description: 'net' }),
  at: Type.Integer({ description: 'epoch ms' }),
})
export type ExpectedFinish = Static<typeof ExpectedFinish>
const orNobody = Type.Union([ExpectedFinish, Type.Null()])

/** What a race will be like before it is made, as its producer works it out of a `CreateRace`. */
export const RacePreview = Type.Object({
  slug: Type.String(),
  course: Type.String(),
  lengthCm: Type.Integer(),
  startTime: Type.Integer({ description: 'epoch ms' }),
  competitors: Type.Integer(),
  fastest: orNobody,
  slowest: orNobody,
  lastInAt: Type.Integer({ description: 'when the last is in or has given up, epoch ms' }),
  stopping: count('who stop in the fence'),
  givingUp: count('who give up'),
  withDropouts: count('who lose their signal for a while'),
  wandering: count('who leave the course for a while'),
  waves: Type.Array(Type.Object({ wave: Type.String(), startTime: Type.Integer(), entries: Type.Integer() })),
})
export type RacePreview = Static<typeof RacePreview>

/** What a start list holds, and what of it cannot be used. */
export const StartListReport = Type.Object({
  rows: Type.Integer(),
  waves: Type.Array(Type.String()),
  bad: Type.Array(
    Type.Object({
      line: Type.Union([Type.Integer(), Type.Null()], {
        description: 'as a spreadsheet counts; the header is 1',
      }),
      field: Type.String(),
      value: Type.Unknown(),
      message: Type.String(),
      remedy: Type.String(),
    }),
  ),
  first: Type.Array(Type.Object({ bib: Type.String(), name: Type.String() }, { additionalProperties: true })),
})
export type StartListReport = Static<typeof StartListReport>
