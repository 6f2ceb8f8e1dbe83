import type { Course } from '@racecast/courses'
import { track400 } from '@racecast/courses/fixtures'

export const track = track400()
/** The same track without its fence. */
export const unfenced: Course = { ...track400(), shortName: 'unfenced', fence: null, fenceIntervals: [] }

const all = [track, unfenced]
export const courses = {
  get: (shortName: string) => all.find((course) => course.shortName === shortName),
  list: () => all,
}
