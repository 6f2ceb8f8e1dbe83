import type { Course, LonLat } from '@racecast/courses'
import { courseMarks } from './course-marks.ts'
import { flagsOf } from './flags.ts'
import type { Box } from './label-places.ts'

/** Something on the map that no name may cover: its place, and its box around that, CSS px. */
export interface Sign {
  at: LonLat
  box: Box
}

/** A letter of a waypoint's board, px, as far as one can tell without drawing it. */
const letterPx = 6.6

const flagBox = {
  left: { left: -26, top: -34, right: 4, bottom: 4 },
  right: { left: -4, top: -34, right: 26, bottom: 4 },
} satisfies Record<string, Box>
export const pinBox: Box = { left: -13, top: -34, right: 13, bottom: 4 }
const plateBox: Box = { left: -10, top: -10, right: 10, bottom: 10 }

/** Flags, named places and kilometres of a course, or miles: every `everyCm`. */
export function signsOf(course: Course, everyCm?: number): Sign[] {
  const boards = (course.waypoints ?? []).map(({ name, at }) => {
    const half = (name.length * letterPx) / 2 + 7
    return { at, box: { left: -half, top: -26, right: half, bottom: 2 } }
  })
  const plates = courseMarks(course, everyCm).map(({ at }) => ({ at, box: plateBox }))
  const flags = flagsOf(course).map(({ at, side }) => ({ at, box: flagBox[side] }))
  return [...flags, ...boards, ...plates]
}

/** The box of a sign whose place is at (x, y), drawn `scale` times as large. */
export function boxAt({ left, top, right, bottom }: Box, x: number, y: number, scale = 1): Box {
  return {
    left: x + left * scale,
    top: y + top * scale,
    right: x + right * scale,
    bottom: y + bottom * scale,
  }
}
