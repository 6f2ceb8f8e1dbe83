import type { Course } from '@racecast/courses'

const perLat = 111_320
const perLon = perLat * Math.cos((50 * Math.PI) / 180)

/** 100 m to the north, a right angle, 100 m to the east: the course that shows whether a dot cuts corners. */
export const cornerCourse: Course = {
  shortName: 'corner',
  longName: 'The Corner',
  officialM: 200,
  geodesicM: 200,
  laps: 1,
  line: [
    [10, 50],
    [10, 50 + 100 / perLat],
    [10 + 100 / perLon, 50 + 100 / perLat],
  ],
  vertexCm: [0, 10_000, 20_000],
  lengthCm: 20_000,
  start: [10, 50],
  finish: [10 + 100 / perLon, 50 + 100 / perLat],
  fence: null,
  fenceIntervals: [],
  hash: '0000000000000000',
}
