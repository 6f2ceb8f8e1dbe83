import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { LonLat } from '../course.ts'
import { importCourses } from './index.ts'
import { ACROSS, CORNER, courseOf, file } from './testing/files.ts'

const START: LonLat = [0.5001, 51.2001]
const FINISH: LonLat = [0.51, 51.2095]
const OPTIONS = { shortName: 'corner', longName: 'The Corner', officialM: 1800 }

const pairs = (points: readonly LonLat[], between: string) => points.map((point) => point.join(between))
const wktLine = `LINESTRING(${pairs(CORNER, ' ').join(', ')})`
const wktFence = `POLYGON((${pairs(ACROSS, ' ').join(', ')}))`
const gpxPoints = (tag: string) => CORNER.map(([lon, lat]) => `<${tag} lat="${lat}" lon="${lon}"/>`).join('')
const waypoint = (name: string, [lon, lat]: LonLat) =>
  `<wpt lat="${lat}" lon="${lon}"><name>${name}</name></wpt>`
const placemark = (name: string, shape: string) => `<Placemark><name>${name}</name>${shape}</Placemark>`

const kml = `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>
${placemark('Car park', '<Point><coordinates>0.49,51.19,0</coordinates></Point>')}
${placemark('Start', `<Point><coordinates>${START},0</coordinates></Point>`)}
${placemark('Finish', `<Point><coordinates>${FINISH},0</coordinates></Point>`)}
${placemark('Route', `<LineString><coordinates>${pairs(CORNER, ',').join(',0 ')},0</coordinates></LineString>`)}
${placemark(
  'Geofence',
  `<Polygon><outerBoundaryIs><LinearRing><coordinates>${pairs(ACROSS, ',').join(' ')}</coordinates></LinearRing></outerBoundaryIs></Polygon>`,
)}
</Document></kml>`
const flags = waypoint('Start', START) + waypoint('Finish', FINISH)
const gpx = (body: string) => `<?xml version="1.0"?><gpx version="1.1" creator="test">${flags}${body}</gpx>`

describe('a GPX that is no XML', () => {
  it('is refused in the words of what is wrong, and nothing of the parser', () => {
    const { refused } = importCourses(file('a.gpx', '<gpx><trk></gpx>'))
    expect(refused[0]!.message).toMatch(/: the GPX cannot be read: Opening and ending tag mismatch/)
  })
})

describe('the same course comes out of every format', () => {
  const same = courseOf({ line: CORNER, start: START, finish: FINISH, fence: ACROSS }, OPTIONS)
  const withoutFence = courseOf({ line: CORNER, start: START, finish: FINISH }, OPTIONS)
  const wktFlags = `POINT(${START.join(' ')})\nPOINT Z (${FINISH.join(' ')} 12)`
  const row = `corner,The Corner,1800,"${wktLine}","${wktFence}",POINT(${START.join(' ')}),POINT(${FINISH.join(' ')})`
  const header = 'shortName,longName,distance,map,geoFence,start,end'

  it.each([
    ['KML with named placemarks', 'a.kml', kml, same],
    ['WKT, a geometry a line', 'a.wkt', `${wktLine}\n${wktFlags}\n${wktFence}\n`, same],
    [
      'WKT as a collection',
      'a.wkt',
      `GEOMETRYCOLLECTION(${wktLine}, POINT(${START.join(' ')}), POINT(${FINISH.join(' ')}), ${wktFence})`,
      same,
    ],
    ['WKT with the SRID of WGS84', 'a.wkt', `SRID=4326;${wktLine}\n${wktFlags}\n${wktFence}`, same],
    ['the CSV of the post', 'a.csv', `${header}\n${row}\n`, same],
    ['that CSV with a byte order mark and CRLF', 'a.csv', `\ufeff${header}\r\n${row}\r\n`, same],
    ['a GPX track', 'a.gpx', gpx(`<trk><trkseg>${gpxPoints('trkpt')}</trkseg></trk>`), withoutFence],
    ['a GPX route', 'a.gpx', gpx(`<rte>${gpxPoints('rtept')}</rte>`), withoutFence],
  ])('%s', (_, name, text, expected) => {
    const { courses, refused } = importCourses(file(name, text), name === 'a.csv' ? {} : OPTIONS)
    expect(refused).toEqual([])
    expect(courses).toEqual([expected])
  })

  it('a GPX track recorded in parts', () => {
    const part = ([lon, lat]: LonLat) => `<trkpt lat="${lat}" lon="${lon}"/>`
    const [a, b, c] = CORNER.map(part)
    const text = gpx(`<trk><trkseg>${a}${b}</trkseg><trkseg>${b}${c}</trkseg></trk>`)
    expect(importCourses(file('a.gpx', text), OPTIONS).courses).toEqual([withoutFence])
  })

  it('a file in UTF-16', () => {
    const text = `\ufeff${gpx(`<rte>${gpxPoints('rtept')}</rte>`)}`
    const bytes = new Uint8Array(Buffer.from(text, 'utf16le'))
    expect(importCourses({ name: 'a.gpx', bytes }, OPTIONS).courses).toEqual([withoutFence])
  })

  it('a bare line, whose ends are then the flags, named after its file', () => {
    const text = JSON.stringify({ type: 'LineString', coordinates: CORNER.map((point) => [...point, 31.5]) })
    const [course] = importCourses(file('Høst Løp 2026.json', text)).courses
    expect(course).toMatchObject({
      shortName: 'host-lop-2026',
      longName: 'Høst Løp 2026',
      line: CORNER,
      start: CORNER[0],
      finish: CORNER.at(-1),
      fence: null,
      fenceIntervals: [],
    })
    expect(course!.officialM).toBeCloseTo(course!.geodesicM, 2)
  })
})

describe('a CSV with several courses', () => {
  const text = [
    'shortName,longName,distance,map,geoFence,start,end',
    `good,Good,,"${wktLine}",,,`,
    `bad,Bad,,"${wktLine}",,POINT(0.6 51.2),`,
    `fine,Fine,,"${wktLine}","${wktFence}",,`,
    'worse,Worse,,"LINESTRING(0 0, 1",,,',
  ].join('\n')

  it('gives the good ones and names the bad', () => {
    const { courses, refused } = importCourses(file('courses.csv', text))
    expect(courses.map(({ shortName }) => shortName)).toEqual(['good', 'fine'])
    expect(refused.map(({ feature, code }) => [feature, code])).toEqual([
      ['row 5 "worse"', 'UNREADABLE'],
      ['row 3 "bad"', 'FLAG_FAR'],
    ])
  })
})

describe('Crystal Palace', () => {
  const source = new URL('../sources/crystal-palace.geojson', import.meta.url)
  const course = importCourses({ name: 'crystal.geojson', bytes: readFileSync(source) }).courses[0]!

  it('is turned round, and lengthened by 7 m at each end to its flags', () => {
    expect(course.line).toHaveLength(91 + 2)
    expect(course.line[0]).toEqual([-0.063253, 51.41917000000001])
    expect(course.line[1]).toEqual([-0.063215, 51.419232])
    expect(course.line.at(-2)).toEqual([-0.064245, 51.419386])
    expect(course.line.at(-1)).toEqual([-0.064283, 51.419324])
    expect(course.vertexCm[1]).toBeCloseTo(737, 0)
  })

  it('keeps the official and the measured length', () => {
    expect(course).toMatchObject({ officialM: 4966.445205, lengthCm: 496_645 })
    expect(course.geodesicM).toBeCloseTo(4981.22, 1)
    expect(course.vertexCm.at(-1)).toBe(496_645)
  })
})
