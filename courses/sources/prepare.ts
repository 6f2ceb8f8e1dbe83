import { readFileSync, writeFileSync } from 'node:fs'
import { courseText } from '../catalogue/course-file.ts'
import type { Course } from '../course.ts'
import { CourseError, importCourses } from '../import/index.ts'
import { asFile } from './draw/drawing.ts'
import { figureOfEight } from './draw/figure-of-eight.ts'
import { marathon } from './draw/marathon.ts'
import { track } from './draw/track.ts'

function imported(file: { name: string; bytes: Uint8Array }): Course {
  const { courses, refused } = importCourses(file)
  const [problem, ...others] = refused
  if (problem) throw new CourseError(problem, ...others)
  return courses[0]!
}

const crystalPalace = () => {
  const name = 'crystal-palace.geojson'
  return { name, bytes: readFileSync(new URL(name, import.meta.url)) }
}

/** Each prepared file and the course that its source gives today; a test compares them. */
export const prepared = (): { path: URL; course: Course }[] => {
  const at = (path: string, file: { name: string; bytes: Uint8Array }) => ({
    path: new URL(path, import.meta.url),
    course: imported(file),
  })
  return [
    at('../builtin/crystal.json', crystalPalace()),
    at('../builtin/skylark-eight.json', asFile(figureOfEight())),
    at('../builtin/gridiron.json', asFile(marathon())),
    at('../fixtures/track-400.json', asFile(track())),
  ]
}

// `node courses/sources/prepare.ts` writes them anew.
if (import.meta.main) for (const { path, course } of prepared()) writeFileSync(path, courseText(course))
