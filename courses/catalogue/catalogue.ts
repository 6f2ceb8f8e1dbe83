import type { Course } from '../course.ts'
import { type CourseProblem, refusal } from '../import/problems.ts'
import { addedFiles, type ReadBefore, readAdded, removeAdded, stampsOf, writeAdded } from './added-courses.ts'
import { builtinCourses } from './builtin-courses.ts'

export interface CatalogueOptions {
  /** Where added courses are, one file each; without it none can be added. */
  addedDir?: string | undefined
}

export type Catalogue = ReturnType<typeof openCatalogue>

/**
 * The built-in courses and those that were added. Several processes may share `addedDir`: each looks, when it is asked, whether
 * another has added one or removed one.
 */
export function openCatalogue({ addedDir }: CatalogueOptions = {}) {
  const builtin = builtinCourses()
  let courses = new Map<string, Course>()
  let broken: CourseProblem[] = []
  let seen = ''
  const before: ReadBefore = new Map()

  const stamps = (files: readonly string[]) => (addedDir ? stampsOf(addedDir, files) : '')

  function load(files: readonly string[]): void {
    const added = addedDir ? readAdded(addedDir, files, before) : { courses: [], broken: [] }
    broken = added.broken
    seen = stamps(files)
    // Built-in ones last: an added file never stands in for one of them.
    courses = new Map([...added.courses, ...builtin].map((course) => [course.shortName, course]))
  }

  const files = () => (addedDir ? addedFiles(addedDir) : [])
  const isBuiltIn = (shortName: string) => builtin.some((course) => course.shortName === shortName)
  load(files())

  /** Looks whether another process has added or removed something. */
  function lookAgain(): void {
    const now = files()
    if (stamps(now) !== seen) load(now)
  }

  function get(shortName: string): Course | undefined {
    if (!isBuiltIn(shortName)) lookAgain()
    return courses.get(shortName)
  }

  /** Throws CourseError DUPLICATE_COURSE if the course's name is taken. */
  function checkFree({ shortName, longName }: Course): void {
    if (get(shortName))
      throw refusal('DUPLICATE_COURSE', { feature: longName, field: 'shortName', value: shortName })
  }

  return {
    get,
    isBuiltIn,
    checkFree,
    /** By long name. */
    list(): Course[] {
      lookAgain()
      return [...courses.values()].sort((a, b) => a.longName.localeCompare(b.longName, 'en'))
    },
    /** Files of `addedDir` that are skipped because they are broken. */
    broken: (): readonly CourseProblem[] => broken,
    /** Keeps a course for good, safe on disk on return. Throws CourseError DUPLICATE_COURSE. */
    add(course: Course): void {
      if (!addedDir) throw new Error('this catalogue was opened without addedDir: nothing can be added')
      checkFree(course)
      writeAdded(addedDir, course)
      load(files())
    },
    /** Removes an added course for good; false where there is none, and nothing happens to a built-in one. */
    remove(shortName: string): boolean {
      if (!addedDir || isBuiltIn(shortName) || !get(shortName)) return false
      removeAdded(addedDir, shortName)
      load(files())
      return true
    },
  }
}
