import type { LonLat, Waypoint } from '../course.ts'

/** A course as its file has it: nothing is checked yet but that it is one line with its flags. */
export interface Draft {
  /** How messages call it: 'row 3 "Kingston"', or the file's name. */
  feature: string
  shortName?: string | undefined
  longName?: string | undefined
  /** Official distance, m. */
  officialM?: number | undefined
  laps?: number | undefined
  line: LonLat[]
  start?: LonLat | undefined
  finish?: LonLat | undefined
  /** A ring as it was drawn, closed or not. */
  fence?: LonLat[] | undefined
  /** Named places, near the line or not. */
  waypoints?: Waypoint[] | undefined
}

/** A draft whose coordinates, names and numbers have been found good. */
export interface CheckedDraft extends Draft {
  shortName: string
  longName: string
  laps: number
}
