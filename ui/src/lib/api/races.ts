import type { Course } from '@racecast/courses'
import type { RaceInfo } from '@racecast/gateway/protocol'
import { ask } from './client.ts'
import { withPageKey } from './page-key.ts'

export type RaceSummary = RaceInfo & {
  courseName: string
  /** A private one is known only to race control and to who has a key of it. */
  visibility: 'public' | 'private'
  lengthCm: number
  entries: number
  finishers: number
  /** How many of the entries are out. */
  withdrawn: number
  /** It ended with somebody still on the way. */
  stopped: boolean
}

export async function listRaces(): Promise<RaceSummary[]> {
  return (await ask<{ races: RaceSummary[] }>('/api/races')).races
}

export function getRace(race: string): Promise<RaceSummary> {
  return ask(withPageKey(`/api/races/${encodeURIComponent(race)}`))
}

const courses = new Map<string, Promise<Course>>()

/** A course, asked for once a page. */
export function getCourse(shortName: string): Promise<Course> {
  let course = courses.get(shortName)
  if (!course) {
    course = ask<Course>(`/api/courses/${encodeURIComponent(shortName)}`)
    course.catch(() => courses.delete(shortName))
    courses.set(shortName, course)
  }
  return course
}
