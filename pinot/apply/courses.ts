import type { Course } from '@racecast/courses'
import { toPostRow } from '@racecast/courses/catalogue'
import type { Ask } from '../broker/query.ts'
import type { Controller } from '../controller/controller.ts'
import type { Outcome } from './outcome.ts'

/** One segment, always the same, so that loading again replaces and never doubles. */
const segmentOf = (table: string) => `${table}_0`
/** Courses are some hundred at most. */
const LIMIT = 10_000

/**
 * The rows that the table's transforms make geographies of; a course without a fence has an empty one. `distance` is
 * the course's length in whole cm, as everywhere else, so that a finisher's distance is equal to it.
 */
const rowOf = (course: Course) => {
  const row = toPostRow(course)
  return {
    ...row,
    distance: course.lengthCm / 100,
    geoFence: row.geoFence || 'POLYGON EMPTY',
    hash: course.hash,
  }
}

/** `shortName hash` of every course that the table holds. */
async function loaded(ask: Ask, table: string): Promise<string[]> {
  const rows = await ask(`SELECT shortName, hash FROM ${table}`, LIMIT)
  return rows.map(([shortName, hash]) => `${shortName} ${hash}`).sort()
}

/** Whether the table holds exactly these courses. An empty one has no server to ask, which is an error. */
export async function holds(ask: Ask, table: string, courses: readonly Course[]): Promise<boolean> {
  const wanted = courses.map(({ shortName, hash }) => `${shortName} ${hash}`).sort()
  const there = await loaded(ask, table).catch(() => [])
  return there.join('\n') === wanted.join('\n')
}

export async function applyCourses(
  controller: Controller,
  ask: Ask,
  table: string,
  courses: readonly Course[],
): Promise<Outcome> {
  const detail = `${courses.length} courses`
  if (await holds(ask, table, courses)) return { kind: 'courses', name: table, outcome: 'unchanged', detail }
  const before = await loaded(ask, table).catch(() => [])
  await controller.ingest(table, segmentOf(table), courses.map(rowOf))
  return { kind: 'courses', name: table, outcome: before.length === 0 ? 'created' : 'updated', detail }
}
