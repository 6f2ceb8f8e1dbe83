import type { Feature, FeatureCollection, LineString } from 'geojson'

/** South-west and north-east corner, degrees. */
export type Box = readonly [west: number, south: number, east: number, north: number]

export function boxOf(line: readonly (readonly [number, number])[]): Box {
  const box: [number, number, number, number] = [180, 90, -180, -90]
  for (const [lon, lat] of line) {
    box[0] = Math.min(box[0], lon)
    box[1] = Math.min(box[1], lat)
    box[2] = Math.max(box[2], lon)
    box[3] = Math.max(box[3], lat)
  }
  return box
}

const metresPerDegree = 111_320

/**
 * A square grid like that of a printed map, some ten squares across the course and every fifth line stronger, so
 * that blank paper has a scale. It reaches `margin` course sizes beyond the course.
 */
export function gridOf(box: Box, margin = 6): { squareM: number; lines: FeatureCollection<LineString> } {
  const [west, south, east, north] = box
  const middleLat = (south + north) / 2
  const perLon = metresPerDegree * Math.cos((middleLat * Math.PI) / 180)
  const size = Math.max((east - west) * perLon, (north - south) * metresPerDegree, 50)
  const squareM = squareFor(size)
  const reach = Math.ceil((size * (margin + 0.5)) / (squareM * 5)) * 5
  const middleLon = (west + east) / 2
  const lines: Feature<LineString>[] = []
  const far = reach * squareM
  for (let i = -reach; i <= reach; i++) {
    const strong = i % 5 === 0
    const lon = middleLon + (i * squareM) / perLon
    const lat = middleLat + (i * squareM) / metresPerDegree
    const down = far / metresPerDegree
    const across = far / perLon
    lines.push(line(strong, [lon, middleLat - down], [lon, middleLat + down]))
    lines.push(line(strong, [middleLon - across, lat], [middleLon + across, lat]))
  }
  return { squareM, lines: { type: 'FeatureCollection', features: lines } }
}

/** A round length of which some ten to twenty-five make up `sizeM`. */
function squareFor(sizeM: number): number {
  const rough = sizeM / 12
  const power = 10 ** Math.floor(Math.log10(rough))
  const first = [1, 2, 5, 10].find((step) => step * power >= rough / 1.6)
  return (first ?? 10) * power
}

function line(strong: boolean, from: [number, number], to: [number, number]): Feature<LineString> {
  return {
    type: 'Feature',
    properties: { strong },
    geometry: { type: 'LineString', coordinates: [from, to] },
  }
}
