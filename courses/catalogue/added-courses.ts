import { randomUUID } from 'node:crypto'
import {
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Course } from '../course.ts'
import { CourseError, type CourseProblem, refusal } from '../import/problems.ts'
import { courseText, readCourseFile } from './course-file.ts'

const ENDING = '.course.json'

/** The names of the stored courses' files, sorted; none if there is no directory yet. */
export function addedFiles(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith(ENDING))
      .sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** What was read of a file, and the file's time and size then. */
export type ReadBefore = Map<string, { stamp: string; course: Course }>

function stampOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat ? `${stat.mtimeMs} ${stat.size}` : 'gone'
}

/**
 * Reads the given files of the directory; what is broken is reported, not fatal. A good file that has not changed
 * since it was read is not read again: it is kept in `before`.
 */
export function readAdded(
  directory: string,
  files: readonly string[],
  before: ReadBefore,
): { courses: Course[]; broken: CourseProblem[] } {
  const courses: Course[] = []
  const broken: CourseProblem[] = []
  for (const file of files) {
    try {
      const stamp = stampOf(join(directory, file))
      const known = before.get(file)
      if (known?.stamp === stamp) {
        courses.push(known.course)
        continue
      }
      before.delete(file)
      const course = readCourseFile(join(directory, file))
      if (`${course.shortName}${ENDING}` !== file)
        throw refusal('BROKEN_COURSE_FILE', {
          feature: file,
          field: 'shortName',
          value: `it is named ${course.shortName} inside`,
        })
      courses.push(course)
      before.set(file, { stamp, course })
    } catch (error) {
      if (!(error instanceof CourseError)) throw error
      broken.push(...error.problems)
    }
  }
  return { courses, broken }
}

/** What `files` are like now, so that one that was removed or written anew is noticed. */
export const stampsOf = (directory: string, files: readonly string[]): string =>
  files.map((file) => `${file} ${stampOf(join(directory, file))}`).join('\n')

/** Removes a course's file; nothing happens where another process has done so. */
export function removeAdded(directory: string, shortName: string): void {
  rmSync(join(directory, `${shortName}${ENDING}`), { force: true })
}

/** Gives a finished file its name; EEXIST if another has it. */
function publish(written: string, path: string): void {
  try {
    linkSync(written, path)
  } catch (error) {
    // Some file systems (FAT, certain mounts) have no links; a copy is exclusive too, if not quite at once.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    copyFileSync(written, path, constants.COPYFILE_EXCL)
  }
}

/**
 * Writes a course under its name, whole or not at all. A link, unlike a rename, fails if the name is taken, so
 * of two processes that add the same name at once one is told so: DUPLICATE_COURSE.
 */
export function writeAdded(directory: string, course: Course): void {
  mkdirSync(directory, { recursive: true })
  const written = join(directory, `.${course.shortName}.${randomUUID()}.tmp`)
  try {
    writeFileSync(written, courseText(course), { flag: 'wx', flush: true })
    publish(written, join(directory, `${course.shortName}${ENDING}`))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw refusal('DUPLICATE_COURSE', {
      feature: course.longName,
      field: 'shortName',
      value: course.shortName,
    })
  } finally {
    rmSync(written, { force: true })
  }
}
