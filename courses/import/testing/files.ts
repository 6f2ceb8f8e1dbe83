import type { LonLat } from '../../course.ts'
import { type Imported, type ImportOptions, importCourses } from '../index.ts'

/** A course file as a test writes it. */
export const file = (name: string, text: string) => ({ name, bytes: new TextEncoder().encode(text) })

export interface Parts {
  line: readonly (readonly unknown[])[]
  start?: LonLat
  finish?: LonLat
  fence?: readonly LonLat[]
  properties?: Record<string, unknown>
}

const feature = (role: string, type: string, coordinates: unknown, properties = {}) => ({
  type: 'Feature',
  properties: { role, ...properties },
  geometry: { type, coordinates },
})

export function geoJson({ line, start, finish, fence, properties }: Parts) {
  const features = [feature('course', 'LineString', line, properties)]
  if (start) features.push(feature('start', 'Point', start))
  if (finish) features.push(feature('finish', 'Point', finish))
  if (fence) features.push(feature('fence', 'Polygon', [fence]))
  return file('park.geojson', JSON.stringify({ type: 'FeatureCollection', features }))
}

export const importParts = (parts: Parts, options?: ImportOptions): Imported =>
  importCourses(geoJson(parts), options)

/** The one course of good parts; fails with the reasons where they are refused. */
export function courseOf(parts: Parts, options?: ImportOptions) {
  const { courses, refused } = importParts(parts, options)
  if (refused.length > 0) throw new Error(refused.map(({ message }) => message).join('\n'))
  return courses[0]!
}

/** A square of 0.01 degree in Kent, drawn anticlockwise from its south-western corner, closed. */
export const SQUARE: LonLat[] = [
  [0.5, 51.2],
  [0.51, 51.2],
  [0.51, 51.21],
  [0.5, 51.21],
  [0.5, 51.2],
]

/** A closed ring of `count` points around the square's middle, some 1 km across. */
export const circle = (count: number): LonLat[] =>
  Array.from({ length: count }, (_, i) => {
    const angle = ((i % (count - 1)) / (count - 1)) * 2 * Math.PI
    return [0.505 + 0.007 * Math.cos(angle), 51.205 + 0.0045 * Math.sin(angle)]
  })

/** An open line with a corner, and a fence across its first leg. */
export const CORNER: LonLat[] = [
  [0.5, 51.2],
  [0.51, 51.2],
  [0.51, 51.21],
]
export const ACROSS: LonLat[] = [
  [0.504, 51.199],
  [0.506, 51.199],
  [0.506, 51.201],
  [0.504, 51.201],
  [0.504, 51.199],
]
