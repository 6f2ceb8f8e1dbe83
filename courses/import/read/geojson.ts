import { type Drafts, draftsFromFeatures } from '../drafts-from-features.ts'
import type { Feature, Geometry } from '../features.ts'
import { refusal } from '../problems.ts'

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const KINDS = new Set(['Point', 'LineString', 'Polygon', 'MultiLineString', 'MultiPolygon'])
/** RFC 7946 has no `crs`; files of the older draft may say one. */
const WGS84_NAMES = /(CRS84|EPSG:+4326)$/i

/** `geometry` as far as its coordinates are lists; the numbers in them are checked with the draft. */
function geometryOf(value: Json): Geometry | null {
  if (!KINDS.has(String(value.type)) || !Array.isArray(value.coordinates)) return null
  const depth = { Point: 0, LineString: 1, Polygon: 2, MultiLineString: 2, MultiPolygon: 3 }[
    String(value.type)
  ]!
  const listed = (part: unknown, levels: number): boolean =>
    levels === 0 || (Array.isArray(part) && part.every((inner) => listed(inner, levels - 1)))
  return listed(value.coordinates, depth) ? (value as unknown as Geometry) : null
}

function* geometriesOf(value: unknown): Generator<Json> {
  if (!isObject(value)) return
  if (value.type !== 'GeometryCollection') yield value
  else if (Array.isArray(value.geometries)) for (const one of value.geometries) if (isObject(one)) yield one
}

/** Features of a parsed FeatureCollection, Feature or bare geometry. */
export function featuresOf(root: unknown): Feature[] {
  if (!isObject(root)) return []
  const listed = root.type === 'FeatureCollection' ? root.features : [root]
  const features: Feature[] = []
  for (const [i, one] of (Array.isArray(listed) ? listed : []).entries()) {
    if (!isObject(one)) continue
    const properties = isObject(one.properties) ? one.properties : {}
    for (const value of geometriesOf(one.type === 'Feature' ? one.geometry : one)) {
      const geometry = geometryOf(value)
      if (geometry) features.push({ number: i + 1, geometry, properties })
    }
  }
  return features
}

export function readGeoJson(source: string, fileName: string): Drafts {
  let root: unknown
  try {
    root = JSON.parse(source)
  } catch (error) {
    const value = (error as Error).message
    throw refusal('UNREADABLE', { feature: fileName, field: 'content', format: 'GeoJSON', value })
  }
  const crs =
    isObject(root) && isObject(root.crs) && isObject(root.crs.properties) ? root.crs.properties.name : null
  if (typeof crs === 'string' && !WGS84_NAMES.test(crs))
    throw refusal('NOT_WGS84', { feature: fileName, field: 'crs', value: crs })
  return draftsFromFeatures(featuresOf(root), fileName)
}
