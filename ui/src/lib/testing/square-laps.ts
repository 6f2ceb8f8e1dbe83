import type { Course } from '@racecast/courses'

const perLat = 111_320
const perLon = perLat * Math.cos((50 * Math.PI) / 180)

type Metres = readonly [east: number, north: number]

/** A line through places given in metres from 10° E, 50° N, measured on the plane: what the map needs of a course. */
export function planeLine(places: readonly Metres[]): Pick<Course, 'line' | 'vertexCm'> {
  const vertexCm = [0]
  for (let i = 1; i < places.length; i++) {
    const [a, b] = [places[i - 1]!, places[i]!]
    vertexCm.push(vertexCm[i - 1]! + 100 * Math.hypot(b[0] - a[0], b[1] - a[1]))
  }
  return { line: places.map(([east, north]) => [10 + east / perLon, 50 + north / perLat]), vertexCm }
}

/** `laps` times round a square of 500 m, clockwise from its south-western corner. */
export function squareLaps(laps: number): Pick<Course, 'line' | 'vertexCm'> {
  const corners: Metres[] = [
    [0, 500],
    [500, 500],
    [500, 0],
    [0, 0],
  ]
  return planeLine([[0, 0], ...Array.from({ length: laps }, () => corners).flat()])
}
