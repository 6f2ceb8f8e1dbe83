import { gpx, kml } from '@tmcw/togeojson'
import { DOMParser, type Document } from '@xmldom/xmldom'
import { type Drafts, draftsFromFeatures } from '../drafts-from-features.ts'
import { refusal } from '../problems.ts'
import { featuresOf } from './geojson.ts'

/**
 * Entities are refused before the parser sees them: no course needs them, and nested ones can grow a small
 * file beyond all bounds (or, elsewhere, read the machine's files).
 */
function parse(source: string, feature: string, format: string): Document {
  const entity = /<!ENTITY[^>]{0,60}/i.exec(source)
  if (entity) throw refusal('ENTITIES', { feature, field: 'content', value: entity[0] })
  const unreadable = (value: string) => refusal('UNREADABLE', { feature, field: 'content', format, value })
  let wrong: string | null = null
  const parser = new DOMParser({
    onError: (level, message) => {
      if (level === 'warning') return
      wrong ??= message
      throw new Error(message)
    },
  })
  try {
    return parser.parseFromString(source, 'text/xml')
  } catch (error) {
    // The parser puts words of its own around what is thrown to it.
    throw unreadable(wrong ?? (error as Error).message)
  }
}

const isNumber = (text: string | null) => text !== null && text.trim() !== '' && Number.isFinite(Number(text))

/** The converter passes over points that are not numbers; a course must not lose a corner that way. */
function checkGpx(document: Document, feature: string): void {
  for (const kind of ['trkpt', 'rtept', 'wpt'])
    for (const [i, point] of Array.from(document.getElementsByTagName(kind)).entries()) {
      const [lat, lon] = [point.getAttribute('lat'), point.getAttribute('lon')]
      if (!isNumber(lat) || !isNumber(lon))
        throw refusal('BAD_COORDINATE', {
          feature,
          field: kind,
          index: i + 1,
          value: `lat=${lat} lon=${lon}`,
        })
    }
}

function checkKml(document: Document, feature: string): void {
  for (const element of Array.from(document.getElementsByTagName('coordinates'))) {
    const points = (element.textContent ?? '').trim().split(/\s+/)
    for (const [i, point] of points.entries()) {
      const parts = point.split(',')
      if (point !== '' && (parts.length < 2 || !parts.slice(0, 2).every(isNumber)))
        throw refusal('BAD_COORDINATE', { feature, field: 'coordinates', index: i + 1, value: point })
    }
  }
}

export function readGpx(source: string, fileName: string): Drafts {
  const document = parse(source, fileName, 'GPX')
  checkGpx(document, fileName)
  return draftsFromFeatures(featuresOf(gpx(document)), fileName)
}

/** KML: placemarks named Start and Finish are the flags, a polygon is the fence. */
export function readKml(source: string, fileName: string): Drafts {
  const document = parse(source, fileName, 'KML')
  checkKml(document, fileName)
  return draftsFromFeatures(featuresOf(kml(document)), fileName)
}
