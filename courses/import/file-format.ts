import { refusal } from './problems.ts'

export type FileFormat = 'KML' | 'GPX' | 'GeoJSON' | 'WKT' | 'CSV'

/** What a name promises. Any other ending, .txt or .xml for one, promises nothing. */
const ENDINGS: Record<string, FileFormat> = {
  kml: 'KML',
  gpx: 'GPX',
  geojson: 'GeoJSON',
  json: 'GeoJSON',
  wkt: 'WKT',
  csv: 'CSV',
}

/** The file as text: UTF-8, or UTF-16 where a byte order mark says so. */
export function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}

const WKT =
  /^(SRID=\d+\s*;\s*)?(POINT|LINESTRING|POLYGON|MULTILINESTRING|GEOMETRYCOLLECTION)\s*(Z|M|ZM)?\s*(\(|EMPTY)/i

/** What the content is, whatever the name says; null if it is nothing that can be read. */
function formatOf(text: string): FileFormat | null {
  if (text.startsWith('{')) return 'GeoJSON'
  if (text.startsWith('<')) {
    // The first element, after declaration, comments and document type.
    const root = /<(?:\w+:)?(kml|gpx)[\s>/]/i.exec(text.slice(0, 10_000))?.[1]?.toUpperCase()
    return root === 'KML' || root === 'GPX' ? root : null
  }
  if (WKT.test(text)) return 'WKT'
  const header = text.slice(0, text.search(/[\r\n]|$/)).toLowerCase()
  return header.includes('shortname') && /[,;]/.test(header) ? 'CSV' : null
}

/** Recognises the format by the content and checks that the name does not say something else. */
export function recognise(fileName: string, text: string): FileFormat {
  const content = text.trimStart()
  const particulars = { feature: fileName, field: 'content' }
  if (content === '') throw refusal('FILE_EMPTY', particulars)
  const extension = /\.(\w+)$/.exec(fileName)?.[1]?.toLowerCase() ?? ''
  const promised = ENDINGS[extension]
  const format = formatOf(content)
  if (promised && format !== promised) {
    const value = format ?? `not ${promised}: it begins with "${content.slice(0, 20)}"`
    throw refusal('NOT_WHAT_NAME_SAYS', { ...particulars, extension: `.${extension}`, value })
  }
  if (!format) throw refusal('UNKNOWN_FORMAT', { ...particulars, value: `"${content.slice(0, 20)}"` })
  return format
}
