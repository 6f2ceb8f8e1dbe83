import type { LonLat } from '../course.ts'

/** One thing on the map, whatever the format; coordinates are as they were read, not yet checked. */
export interface Feature {
  /** Its number in the file, from 1. */
  number: number
  geometry: Geometry
  properties: Record<string, unknown>
}

export type Geometry =
  | { type: 'Point'; coordinates: LonLat }
  | { type: 'LineString'; coordinates: LonLat[] }
  | { type: 'Polygon'; coordinates: LonLat[][] }
  | { type: 'MultiLineString'; coordinates: LonLat[][] }
  | { type: 'MultiPolygon'; coordinates: LonLat[][][] }

type Role = 'course' | 'start' | 'finish' | 'fence' | 'waypoint'

const NAMED: [Role, RegExp][] = [
  ['start', /^\s*(the\s+)?start\b/i],
  ['finish', /^\s*(the\s+)?(finish|end|ziel|arriv)/i],
  ['fence', /fence/i],
]

const text = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined)

/**
 * What a feature is: by its `role`, else by its kind and name. A point with another name is
 * a waypoint, if it turns out to be near the course.
 */
export function roleOf({ geometry, properties }: Feature): Role | null {
  const role = text(properties.role)?.toLowerCase()
  if (role === 'end') return 'finish'
  if (role === 'course' || role === 'start' || role === 'finish' || role === 'fence' || role === 'waypoint')
    return role
  if (role !== undefined) return null
  if (geometry.type.endsWith('LineString')) return 'course'
  const named = NAMED.find(([, pattern]) => pattern.test(text(properties.name) ?? ''))?.[0] ?? null
  if (geometry.type === 'Point') {
    if (named === 'start' || named === 'finish') return named
    return named === null && text(properties.name) !== undefined ? 'waypoint' : null
  }
  return 'fence'
}
