import type { LonLat } from '../course.ts'

/** What a message can be filled with. `value` is what was found, as text. */
interface Particulars {
  /** The feature of the file: 'row 3 "Kingston"', 'feature 2', or the file's name. */
  feature: string
  field: string
  value?: unknown
  /** Where on the map. */
  at?: LonLat
  [particular: string]: unknown
}

interface ProblemKind {
  /** For the HTTP answer. */
  status: 409 | 413 | 415 | 422
  /** `{name}` is replaced by the particular of that name. */
  message: string
  remedy: string
}

const kind = (status: ProblemKind['status'], message: string, remedy: string): ProblemKind => ({
  status,
  message,
  remedy,
})

/** Every reason for which a course is refused. */
export const courseProblems = {
  FILE_TOO_LARGE: kind(
    413,
    'the file has {value} bytes, the limit is {limit}',
    'leave out what is not the course, or thin out the points',
  ),
  FILE_NOT_READ: kind(422, 'the file cannot be opened ({value})', 'check its name and who may read it'),
  FILE_EMPTY: kind(422, 'the file is empty', 'export the course again'),
  UNKNOWN_FORMAT: kind(
    415,
    'the content is neither KML, GPX, GeoJSON, WKT nor a course CSV; it begins with {value}',
    'export the course in one of these (a KMZ has to be unzipped first)',
  ),
  NOT_WHAT_NAME_SAYS: kind(
    415,
    'the name ends in {extension} but the content is {value}',
    'give the file the ending of its content, or export it again',
  ),
  UNREADABLE: kind(422, 'the {format} cannot be read: {value}', 'export the file again; it may be cut off'),
  ENTITIES: kind(
    422,
    'the XML declares entities ({value}), which are not read',
    'take the DOCTYPE with its ENTITY declarations out of the file',
  ),
  NOT_WGS84: kind(
    422,
    'the coordinates are in {value}',
    'convert them to WGS84 longitude and latitude (EPSG:4326)',
  ),
  MISSING_COLUMN: kind(
    422,
    'the CSV has no column {field}; its columns are {value}',
    'the header is shortName,longName,distance,map,geoFence,start,end',
  ),
  NO_LINE: kind(422, 'there is no line', 'draw the course as one line (LineString, track or route)'),
  SEVERAL_LINES: kind(
    422,
    'several lines could be the course: the features {value}',
    'join them, or mark one with the property role=course',
  ),
  BROKEN_LINE: kind(
    422,
    'the line has a gap of {value} m between its parts {part} and the next',
    'join the parts to one line in running order',
  ),
  TOO_FEW_POINTS: kind(422, 'the line has {value} different points', 'a line needs at least two'),
  TOO_MANY_POINTS: kind(422, '{value} points are more than {limit}', 'thin out the points'),
  TOO_MANY_LAP_POINTS: kind(
    422,
    '{laps} laps of {points} points are {value} points, more than {limit}',
    'thin out the points to {most} a lap, or give fewer laps',
  ),
  TOO_MANY_POINTS_IN_ALL: kind(
    422,
    'with its {value} points the courses of the file have more than {limit}',
    'add this course in a file of its own',
  ),
  BAD_COORDINATE: kind(422, 'point {index} is {value}', 'give two numbers, longitude and latitude'),
  OUT_OF_RANGE: kind(
    422,
    'point {index} is {value} as longitude,latitude',
    'longitude is between -180 and 180, latitude between -90 and 90',
  ),
  SWAPPED: kind(
    422,
    'latitude and longitude are swapped: {value} only makes sense the other way round ({why})',
    'write longitude first, then latitude',
  ),
  ANTIMERIDIAN: kind(
    422,
    'the line jumps from longitude {value}',
    'courses across the 180th meridian are not supported',
  ),
  SEVERAL_FLAGS: kind(422, '{value} features are called {field}', 'leave one'),
  FLAG_FAR: kind(
    422,
    'the {field} flag at {value} is {far} m from the line; up to {limit} m are allowed',
    'move the flag to the line{hint}',
  ),
  FLAGS_DO_NOT_FIT: kind(
    422,
    'no stretch of the line leads from the start flag to the finish flag ({value})',
    'check that the flags lie at the ends of the line, or draw a closed loop',
  ),
  FENCE_OPEN: kind(
    422,
    'the fence does not close: its first and last point are {value} m apart',
    'end the ring with its first point',
  ),
  FENCE_SHAPE: kind(422, 'the fence is {value}', 'draw the fence as one polygon without holes'),
  FENCE_FAR: kind(
    422,
    'the course does not run through the fence; the nearest corner of the fence is {value} m away',
    'move the fence onto the course or leave it out',
  ),
  LAPS_NOT_A_LOOP: kind(
    422,
    '{laps} laps were asked for, but the ends of the line are {value} m apart',
    'draw one lap as a closed loop, or all laps as one line with the total as its distance',
  ),
  BAD_LAPS: kind(422, 'the number of laps is {value}', 'give a whole number from 1 to 100'),
  BAD_DISTANCE: kind(
    422,
    'the distance is {value}',
    'give the official distance in metres, greater than 0 and at most 1000000',
  ),
  DISTANCE_MISMATCH: kind(
    422,
    'the official distance is {value} m but the course measures {measured} m',
    'give metres for all laps together, and the number of laps where the line holds one',
  ),
  BAD_SHORT_NAME: kind(
    422,
    'the short name is {value}',
    'use 1 to 40 of a-z, 0-9 and -, beginning and ending with a letter or digit',
  ),
  BAD_LONG_NAME: kind(422, 'the name has {value} characters', 'use 1 to 120'),
  UNPRINTABLE_LONG_NAME: kind(
    422,
    'character {index} of the name is the control character {value}',
    'take it out of the name',
  ),
  TOO_MANY_COURSES: kind(
    422,
    'the file has more than {limit} courses',
    'split it into files of up to {limit} courses',
  ),
  ONE_COURSE_ONLY: kind(
    422,
    'the option {field} was given for a file of {value} courses',
    'write it into the file, or add the courses one by one',
  ),
  DUPLICATE_COURSE: kind(
    409,
    'there is already a course {value}',
    'choose another short name; a course that races refer to is not replaced',
  ),
  BROKEN_COURSE_FILE: kind(422, 'the stored course is not valid: {value}', 'add the course again'),
} satisfies Record<string, ProblemKind>

export type CourseProblemCode = keyof typeof courseProblems

/** One reason for which a course was refused. `message` says all of it, in sentences for whoever drew the course. */
export interface CourseProblem {
  code: CourseProblemCode
  feature: string
  field: string
  value: string
  remedy: string
  message: string
  /** Where on the map, if it is about a place. */
  at?: LonLat
}

/** Longer values are cut: a value may be a whole line of a broken file. */
const LONGEST_VALUE = 80

function asText(value: unknown): string {
  const text =
    typeof value === 'string' ? value : typeof value === 'number' ? `${value}` : JSON.stringify(value)
  // Control characters would let a file write to the terminal of who reads the message.
  const printable = (text ?? 'nothing').replace(/\p{C}+/gu, ' ')
  return printable.length > LONGEST_VALUE ? `${printable.slice(0, LONGEST_VALUE)}…` : printable
}

export function problem(code: CourseProblemCode, particulars: Particulars): CourseProblem {
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => asText(particulars[name] ?? ''))
  const { message, remedy } = courseProblems[code]
  const feature = asText(particulars.feature)
  return {
    code,
    feature,
    field: particulars.field,
    value: asText(particulars.value ?? ''),
    remedy: fill(remedy),
    message: `${feature}: ${fill(message)}. ${asSentence(fill(remedy))}`,
    ...(particulars.at && { at: particulars.at }),
  }
}

const asSentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

/** Thrown where a course cannot go on; `problems` has at least one, `code` and the message are the first's. */
export class CourseError extends Error {
  override readonly name = 'CourseError'
  readonly problems: readonly CourseProblem[]
  readonly code: CourseProblemCode

  constructor(...problems: [CourseProblem, ...CourseProblem[]]) {
    super(problems.map(({ message }) => message).join('\n'))
    this.problems = problems
    this.code = problems[0].code
  }
}

/** What a step throws to refuse: one problem made from its code and particulars. */
export function refusal(code: CourseProblemCode, particulars: Particulars): CourseError {
  return new CourseError(problem(code, particulars))
}
