import type { Course, LonLat } from '@racecast/courses'
import { CourseLine } from '@racecast/courses/line'

const kmCm = 100_000

/** Every full kilometre, or mile, strictly before the finish, from 1. */
export function courseMarks(course: Course, everyCm = kmCm): { n: number; at: LonLat }[] {
  const line = new CourseLine(course)
  const marks: { n: number; at: LonLat }[] = []
  for (let n = 1; n * everyCm < line.lengthCm; n++) {
    const [lon, lat] = line.pointAt(n * everyCm)
    marks.push({ n, at: [lon, lat] })
  }
  return marks
}
