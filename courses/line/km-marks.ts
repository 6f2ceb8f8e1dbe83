import type { CourseLine } from './course-line.ts'

export interface KmMark {
  km: number
  cm: number
  lon: number
  lat: number
}

/** Every full kilometre strictly before the finish, from 1. */
export function kmMarks(line: CourseLine): KmMark[] {
  const marks: KmMark[] = []
  for (let km = 1; km * 100_000 < line.lengthCm; km++) {
    const [lon, lat] = line.pointAt(km * 100_000)
    marks.push({ km, cm: km * 100_000, lon, lat })
  }
  return marks
}
