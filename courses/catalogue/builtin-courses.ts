import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Course } from '../course.ts'
import { readCourseFile } from './course-file.ts'

/** Prepared by `prepare-builtin.ts` out of `sources`, so that opening the catalogue is quick. */
const directory = new URL('../builtin/', import.meta.url)

export function builtinCourses(): Course[] {
  const files = readdirSync(directory).filter((name) => name.endsWith('.json'))
  return files.map((name) => readCourseFile(fileURLToPath(new URL(name, directory))))
}
