import { readFileSync } from 'node:fs'
import { Value } from 'typebox/value'
import { Course } from '../course.ts'
import { refusal } from '../import/problems.ts'
import { courseHash } from '../import/steps/hash.ts'

/** One course as it is stored: a JSON file that one can read and compare. */
export function courseText(course: Course): string {
  const fields = Object.entries(course).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  )
  return `{\n${fields.join(',\n')}\n}\n`
}

/** Reads and checks a stored course; CourseError BROKEN_COURSE_FILE where it is not one. */
export function readCourseFile(path: string): Course {
  const broken = (value: string) =>
    refusal('BROKEN_COURSE_FILE', { feature: path.replace(/^.*[/\\]/, ''), field: 'file', value })
  let course: unknown
  try {
    course = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw broken((error as Error).message)
  }
  if (!Value.Check(Course, course)) {
    const first = Value.Errors(Course, course)[0]
    throw broken(first ? `${first.instancePath || 'the course'} ${first.message}` : 'not a course')
  }
  if (course.line.length !== course.vertexCm.length) throw broken('line and vertexCm differ in length')
  const { hash, ...values } = course
  if (courseHash(values) !== hash) throw broken('its hash does not fit its content; it was changed by hand')
  return course
}
