import { wktToGeoJSON } from 'betterknown'
import { type Drafts, draftsFromFeatures } from '../drafts-from-features.ts'
import type { Feature } from '../features.ts'
import { refusal } from '../problems.ts'
import { featuresOf } from './geojson.ts'

/** Where a piece of WKT stands, for messages. */
interface Where {
  feature: string
  field: string
}

const isWord = (token: string) => /^(srid=\d+;?)?[a-z]+$/i.test(token) && !/^(nan|inf|infinity)$/i.test(token)

/** The parser takes "12abc" for 12 and "NaN" for a number; a coordinate has to be one. */
function checkNumbers(wkt: string, where: Where): void {
  const words = wkt.split(/[\s,();]+/).filter((word) => word !== '' && !/^srid=/i.test(word))
  const numbers = words.filter((word) => !isWord(word))
  const bad = numbers.findIndex((word) => !Number.isFinite(Number(word)))
  if (bad >= 0)
    throw refusal('BAD_COORDINATE', { ...where, index: Math.floor(bad / 2) + 1, value: `"${numbers[bad]}"` })
}

/** One geometry, as GeoJSON; null for an EMPTY one. */
export function geometryFromWkt(wkt: string, where: Where): object | null {
  const srid = /^\s*SRID=(\d+)/i.exec(wkt)?.[1]
  if (srid && srid !== '4326') throw refusal('NOT_WGS84', { ...where, value: `EPSG:${srid}` })
  checkNumbers(wkt, where)
  try {
    return wktToGeoJSON(wkt.trim())
  } catch (error) {
    throw refusal('UNREADABLE', { ...where, format: 'WKT', value: (error as Error).message })
  }
}

/** The geometries of a text: each ends where its brackets do. */
function* geometriesIn(source: string): Generator<string> {
  let depth = 0
  let from = 0
  for (const { 0: bracket, index } of source.matchAll(/[()]/g)) {
    depth += bracket === '(' ? 1 : -1
    if (depth !== 0) continue
    yield source.slice(from, index + 1).replace(/^[\s;,]+/, '')
    from = index + 1
  }
  const rest = source.slice(from).trim()
  if (rest !== '') yield rest
}

/**
 * A LINESTRING, and if wanted a POINT for the start, another for the finish and a POLYGON for the fence, in any
 * order, one after another or in a GEOMETRYCOLLECTION.
 */
export function readWkt(source: string, fileName: string): Drafts {
  const features: Feature[] = []
  const flags = ['start', 'finish']
  for (const wkt of geometriesIn(source)) {
    const geometry = geometryFromWkt(wkt, { feature: fileName, field: 'content' })
    for (const feature of featuresOf(geometry)) {
      const role = feature.geometry.type === 'Point' ? flags.shift() : undefined
      if (feature.geometry.type === 'Point' && !role)
        throw refusal('SEVERAL_FLAGS', { feature: fileName, field: 'points', value: 'three or more' })
      features.push({ ...feature, number: features.length + 1, properties: role ? { role } : {} })
    }
  }
  return draftsFromFeatures(features, fileName)
}
