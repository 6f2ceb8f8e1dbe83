import type { LonLat } from '@racecast/courses'
import { type Imported, type ImportOptions, importInThread } from '@racecast/courses/import'
import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Clock } from '../../clock.ts'
import { type FieldError, invalid, Problem } from '../../problems.ts'

const place = (what: string) =>
  Type.Optional(
    Type.String({
      pattern: '^-?\\d+(\\.\\d+)?,-?\\d+(\\.\\d+)?$',
      description: `${what}, longitude,latitude`,
    }),
  )

/** What the file does not say, or says wrong. */
export const CourseFileQuery = Type.Object({
  name: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: "the file's name, for its ending and what it is about",
    }),
  ),
  shortName: Type.Optional(Type.String({ minLength: 1, maxLength: 40, description: 'its key and address' })),
  longName: Type.Optional(Type.String({ minLength: 1, maxLength: 120, description: 'as people call it' })),
  distance: Type.Optional(
    Type.Number({ minimum: 0.01, maximum: 1_000_000, description: 'official, of all laps, m' }),
  ),
  laps: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  reverse: Type.Optional(Type.Boolean({ description: 'run it the other way round' })),
  start: place('the start flag'),
  finish: place('the finish flag'),
  fence: Type.Optional(
    Type.String({ maxLength: 8000, description: 'a GeoJSON polygon, or its one ring; none for no fence' }),
  ),
})
type CourseFileQuery = Static<typeof CourseFileQuery>

/** So many files may wait for the one that is read, and each may take so long, ms. */
const mostWaiting = 4
const longestMs = 60_000

/** Reads the course files of requests, one after another, beside everything else that the gateway does. */
export function createCourseFiles(clock: Clock) {
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()

  async function readNext(
    file: { name: string; bytes: Uint8Array },
    options: ImportOptions,
  ): Promise<Imported> {
    const late = new AbortController()
    const cancel = clock.schedule(longestMs, () => late.abort())
    try {
      return await importInThread(file, options, late.signal)
    } catch {
      const detail = 'Reading the file takes too long or too much memory; thin out its points.'
      throw new Problem('course-refused', detail, { members: { added: [], refused: [] } })
    } finally {
      cancel()
    }
  }

  return {
    /** The courses of the file in the body, as they would be added, and what of it is refused. Throws `Problem`. */
    async read({
      body,
      query,
      headers,
    }: Pick<FastifyRequest, 'body' | 'query' | 'headers'>): Promise<Imported & { name: string }> {
      const asked = query as CourseFileQuery
      const options = optionsOf(asked)
      if (waiting > mostWaiting)
        throw new Problem('import-busy', 'Try again in a moment.', { headers: { 'retry-after': '5' } })
      const name = asked.name ?? nameIn(headers['content-disposition']) ?? 'course'
      const bytes = Buffer.isBuffer(body) ? new Uint8Array(body) : new Uint8Array()
      waiting++
      const mine = last.then(() => readNext({ name, bytes }, options))
      last = mine.catch(() => {})
      try {
        return { ...(await mine), name }
      } finally {
        waiting--
      }
    },
  }
}

function optionsOf(query: CourseFileQuery): ImportOptions {
  const { shortName, longName, distance: officialM, laps, reverse, start, finish, fence } = query
  const lonLat = (text: string | undefined) => text?.split(',').map(Number) as LonLat | undefined
  return {
    ...{ shortName, longName, officialM, laps, reverse: reverse === true ? true : undefined },
    ...{ start: lonLat(start), finish: lonLat(finish), fence: ringOf(fence) },
  }
}

/** The outer ring of a fence that is given; null for none, undefined for that of the file. */
function ringOf(text: string | undefined): LonLat[] | null | undefined {
  if (text === undefined) return undefined
  if (text === 'none') return null
  const wrong: FieldError = {
    ...{ field: 'fence', value: text.slice(0, 80), message: 'is not a polygon' },
    remedy: 'give {"type":"Polygon","coordinates":[[[lon,lat],...]]}, its one ring alone, or none',
  }
  try {
    const given = JSON.parse(text) as {
      type?: string
      geometry?: { coordinates: unknown[] }
      coordinates?: unknown[]
    }
    const rings = Array.isArray(given) ? [given] : (given.geometry ?? given).coordinates
    const [ring] = rings ?? []
    if (rings?.length === 1 && Array.isArray(ring)) return ring as LonLat[]
  } catch {
    // Said below.
  }
  throw invalid([wrong])
}

/** The filename of a Content-Disposition header (RFC 6266), without folders. */
function nameIn(header: string | undefined): string | undefined {
  const [, encoded] = /filename\*=UTF-8''([^;]+)/i.exec(header ?? '') ?? []
  const [, quoted, bare] = /filename="?(?:((?<=")[^"]*)|([^;"\s]+))/i.exec(header ?? '') ?? []
  const name = encoded ? decoded(encoded) : (quoted ?? bare)
  return name?.split(/[/\\]/).at(-1) || undefined
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
