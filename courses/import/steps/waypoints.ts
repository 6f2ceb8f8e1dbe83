import type { LonLat, Waypoint } from '../../course.ts'
import { distanceFrom } from './check-flags.ts'
import { drawnPath } from './drawn-path.ts'

/** What lies farther from the line is not a part of the course, m: car parks, the station. */
const NEAR_M = 150
const MOST = 100
const LONGEST_NAME = 40

const isPlace = (place: unknown): place is LonLat =>
  Array.isArray(place) &&
  Number.isFinite(place[0]) &&
  Number.isFinite(place[1]) &&
  Math.abs(place[0]) <= 180 &&
  Math.abs(place[1]) <= 90

/** The named places along a line, in the order of the file: water, first aid. What is not of use is left out. */
export function waypointsAlong(line: LonLat[], found: readonly Waypoint[]): Waypoint[] {
  if (found.length === 0) return []
  const path = drawnPath(line)
  return found
    .filter(({ at }) => isPlace(at) && distanceFrom(path, at) <= NEAR_M)
    .slice(0, MOST)
    .map(({ name, at }) => ({ name: name.slice(0, LONGEST_NAME).trim(), at: [at[0], at[1]] }))
}
