import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { courseText } from '../catalogue/course-file.ts'
import { prepared } from './prepare.ts'

describe('prepared courses', () => {
  it.each(prepared())('$course.shortName is what its source gives today', ({ path, course }) => {
    expect(readFileSync(path, 'utf8'), 'run `node courses/sources/prepare.ts`').toBe(courseText(course))
  })
})
