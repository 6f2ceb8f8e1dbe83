import type { Course, LonLat } from '../course.ts'
import type { Draft } from './draft.ts'
import type { Drafts } from './drafts-from-features.ts'
import { type FileFormat, recognise, textOf } from './file-format.ts'
import { CourseError, type CourseProblem, problem, refusal } from './problems.ts'
import { readCsv } from './read/csv.ts'
import { readGeoJson } from './read/geojson.ts'
import { readWkt } from './read/wkt.ts'
import { readGpx, readKml } from './read/xml.ts'
import { buildCourse } from './steps/build-course.ts'
import { shortNameFrom } from './steps/check-draft.ts'

/** What the file does not say or says wrong; for files of one course. */
export interface ImportOptions {
  shortName?: string | undefined
  longName?: string | undefined
  officialM?: number | undefined
  laps?: number | undefined
  start?: LonLat | undefined
  finish?: LonLat | undefined
  /** A closed ring; null for none. */
  fence?: LonLat[] | null | undefined
  /** Run it the other way: on a loop the other direction, on a line from finish to start. */
  reverse?: boolean | undefined
}

export interface CourseFile {
  name: string
  bytes: Uint8Array
}

export interface Imported {
  courses: Course[]
  refused: CourseProblem[]
}

/** Of all courses of a file together, all laps of each unrolled. */
const MOST_POINTS_IN_ALL = 250_000

/** Larger files are refused before they are read: a marathon recorded every second has some 3 MB. */
export const SIZE_LIMIT = 10_000_000

const readers: Record<FileFormat, (text: string, fileName: string) => Drafts> = {
  CSV: readCsv,
  GPX: readGpx,
  GeoJSON: readGeoJson,
  KML: readKml,
  WKT: readWkt,
}

function read({ name, bytes }: CourseFile): Drafts {
  const particulars = { feature: name, field: 'content' }
  if (bytes.length > SIZE_LIMIT)
    throw refusal('FILE_TOO_LARGE', { ...particulars, value: bytes.length, limit: SIZE_LIMIT })
  const text = textOf(bytes)
  const format = recognise(name, text)
  try {
    return readers[format](text, name)
  } catch (error) {
    if (error instanceof CourseError) throw error
    // The parsers of others throw what they like, down to a stack overflow on deep nesting.
    throw refusal('UNREADABLE', { ...particulars, format, value: (error as Error).message })
  }
}

function withOptions(draft: Draft, options: ImportOptions, fileName: string): Draft {
  const baseName = fileName.replace(/^.*[/\\]/, '').replace(/\.\w+$/, '')
  const longName = options.longName ?? draft.longName
  return {
    ...draft,
    shortName: options.shortName ?? draft.shortName ?? shortNameFrom(longName ?? baseName),
    longName: longName ?? baseName,
    officialM: options.officialM ?? draft.officialM,
    laps: options.laps ?? draft.laps,
    start: options.start ?? draft.start,
    finish: options.finish ?? draft.finish,
    fence: options.fence === undefined ? draft.fence : (options.fence ?? undefined),
  }
}

/**
 * Reads a course file of any format. Good courses are returned even if others of the file are refused; nothing
 * is ever thrown for what is in the file.
 */
export function importCourses(file: CourseFile, options: ImportOptions = {}): Imported {
  const imported: Imported = { courses: [], refused: [] }
  const orRefuse = (work: () => void) => {
    try {
      work()
    } catch (error) {
      if (!(error instanceof CourseError)) throw error
      imported.refused.push(...error.problems)
    }
  }
  orRefuse(() => {
    const { drafts, refused } = read(file)
    imported.refused.push(...refused)
    const given = Object.entries(options).find(([, value]) => value !== undefined)
    const count = drafts.length + refused.length
    if (given && count > 1)
      throw refusal('ONE_COURSE_ONLY', { feature: file.name, field: given[0], value: count })
    const names = new Set<string>()
    let points = 0
    for (const draft of drafts)
      orRefuse(() => {
        const { feature, line, laps = 1 } = draft
        // Before it is unrolled: a small file must not become many huge courses.
        const own = line.length * Math.max(1, laps)
        const limit = MOST_POINTS_IN_ALL
        if (points + own > limit && points > 0)
          throw refusal('TOO_MANY_POINTS_IN_ALL', { feature, field: 'line', value: own, limit })
        points += own
        const course = buildCourse(withOptions(draft, options, file.name), options)
        const { shortName } = course
        if (names.has(shortName))
          imported.refused.push(
            problem('DUPLICATE_COURSE', { feature: draft.feature, field: 'shortName', value: shortName }),
          )
        else imported.courses.push(course)
        names.add(shortName)
      })
  })
  return imported
}
