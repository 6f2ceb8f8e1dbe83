import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Course } from '../course.ts'
import { CourseError, importCourses } from '../import/index.ts'
import { courseText } from './course-file.ts'

/** `node courses/catalogue/prepare-builtin.ts` imports `sources` anew; a test fails where that changes anything. */
export function importedSource(source: URL): Course {
  const name = fileURLToPath(source).replace(/^.*[/\\]/, '')
  const { courses, refused } = importCourses({ name, bytes: readFileSync(source) })
  const [problem, ...others] = refused
  if (problem) throw new CourseError(problem, ...others)
  return courses[0]!
}

export const sources = new URL('../sources/', import.meta.url)
const builtin = new URL('../builtin/', import.meta.url)

if (import.meta.main)
  for (const file of readdirSync(sources).filter((name) => name.endsWith('.geojson'))) {
    const course = importedSource(new URL(file, sources))
    writeFileSync(new URL(`${course.shortName}.json`, builtin), courseText(course))
  }
