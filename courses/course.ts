import { type Static, Type } from 'typebox'

/** As in GeoJSON. */
export const LonLat = Type.Tuple(
  [Type.Number({ minimum: -180, maximum: 180 }), Type.Number({ minimum: -90, maximum: 90 })],
  { description: '[longitude, latitude] in degrees, WGS84' },
)
export type LonLat = Static<typeof LonLat>

/** A stretch of the course, integer cm from the start, `from` < `to`. */
export const Interval = Type.Object({
  fromCm: Type.Integer({ minimum: 0 }),
  toCm: Type.Integer({ minimum: 0 }),
})
export type Interval = Static<typeof Interval>

/** A named place beside the course: water, first aid, a view. */
export const Waypoint = Type.Object({ name: Type.String({ minLength: 1, maxLength: 40 }), at: LonLat })
export type Waypoint = Static<typeof Waypoint>

/**
 * A course ready to be raced on: oriented, cut, unrolled and measured by the import, so that nothing after it
 * has to ask which way round it is. Every distance is in cm from the start along the course, scaled to the
 * official distance.
 */
export const Course = Type.Object({
  /** The key of a course everywhere: file name, address, Kafka and Pinot column. */
  shortName: Type.String({ pattern: '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$' }),
  longName: Type.String({ minLength: 1, maxLength: 120 }),
  /** What the organiser says it measures, m. */
  officialM: Type.Number({ exclusiveMinimum: 0 }),
  /** What `line` measures on the WGS84 ellipsoid, m. */
  geodesicM: Type.Number({ exclusiveMinimum: 0 }),
  laps: Type.Integer({ minimum: 1, description: 'how often the drawn line is run; line holds all of them' }),
  line: Type.Array(LonLat, {
    minItems: 2,
    description: 'from the start to the finish, all laps one after another; straight between two points',
  }),
  vertexCm: Type.Array(Type.Number({ minimum: 0 }), {
    minItems: 2,
    description: 'how far along each point of line lies, cm, with fractions; first 0, last lengthCm',
  }),
  lengthCm: Type.Integer({ minimum: 1, description: 'where the finish is: round(officialM x 100)' }),
  start: LonLat,
  finish: LonLat,
  fence: Type.Union([Type.Array(LonLat, { minItems: 4 }), Type.Null()], {
    description: 'a closed ring (last point = first), or null where the course has no fence',
  }),
  fenceIntervals: Type.Array(Interval, {
    description: 'where the course runs inside the fence, cm, in order, not touching',
  }),
  waypoints: Type.Optional(
    Type.Array(Waypoint, {
      minItems: 1,
      maxItems: 100,
      description: 'places beside the course: water, first aid, a view; left out where the file named none',
    }),
  ),
  hash: Type.String({
    pattern: '^[0-9a-f]{16}$',
    description:
      'the first 16 hex digits of the SHA-256 of everything above: two courses with one hash are one course',
  }),
})
export type Course = Static<typeof Course>
