import { parse } from 'csv-parse/sync'
import { type Drafts, draftFrom, MOST_COURSES } from '../drafts-from-features.ts'
import { CourseError, refusal } from '../problems.ts'
import { featuresOf } from './geojson.ts'
import { geometryFromWkt } from './wkt.ts'

/** The post's columns, in any case; the names of its table's columns are understood too. `laps` is ours. */
const COLUMNS: Record<string, string[]> = {
  shortName: ['shortname'],
  longName: ['longname'],
  distance: ['distance'],
  map: ['map', 'coursemap'],
  geoFence: ['geofence', 'geofencelocation'],
  start: ['start', 'startlocation'],
  end: ['end', 'finish', 'endlocation', 'finishlocation'],
  laps: ['laps'],
}
const REQUIRED = ['shortName', 'map']
const GEOMETRIES = [
  ['map', 'course'],
  ['start', 'start'],
  ['end', 'finish'],
  ['geoFence', 'fence'],
] as const

type Row = Record<string, string>

function rowsOf(source: string, feature: string): Row[] {
  const header = source.slice(0, source.search(/[\r\n]|$/))
  const columns = (names: string[]) => {
    const known = names.map((name) => {
      const plain = name.trim().toLowerCase()
      return Object.entries(COLUMNS).find(([, aliases]) => aliases.includes(plain))?.[0] ?? null
    })
    for (const field of REQUIRED)
      if (!known.includes(field)) throw refusal('MISSING_COLUMN', { feature, field, value: names.join(',') })
    return known.map((name) => name ?? false)
  }
  const rows: Row[] = parse(source, {
    bom: true,
    columns,
    delimiter: header.includes(',') ? ',' : ';',
    skip_empty_lines: true,
    relax_column_count_less: true,
    max_record_size: 10_000_000,
    to: MOST_COURSES + 1,
  })
  if (rows.length > MOST_COURSES)
    throw refusal('TOO_MANY_COURSES', {
      feature,
      field: 'rows',
      value: `more than ${MOST_COURSES}`,
      limit: MOST_COURSES,
    })
  return rows
}

function draftOfRow(row: Row, feature: string) {
  const features = GEOMETRIES.flatMap(([field, role]) => {
    const wkt = row[field]?.trim()
    if (!wkt) return []
    const geometry = geometryFromWkt(wkt, { feature, field })
    return featuresOf(geometry).map((one) => ({ ...one, properties: role === 'course' ? row : { role } }))
  })
  return draftFrom(features, feature)
}

/** One course a row. A bad row is refused alone. */
export function readCsv(source: string, fileName: string): Drafts {
  const found: Drafts = { drafts: [], refused: [] }
  for (const [i, row] of rowsOf(source, fileName).entries()) {
    const name = row.shortName?.trim() || row.longName?.trim() || 'without a name'
    try {
      found.drafts.push(draftOfRow(row, `row ${i + 2} "${name}"`))
    } catch (error) {
      if (!(error instanceof CourseError)) throw error
      found.refused.push(...error.problems)
    }
  }
  return found
}
