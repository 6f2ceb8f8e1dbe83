import { describe, expect, it } from 'vitest'
import { importCourses } from './index.ts'
import { file } from './testing/files.ts'

const codes = (name: string, text: string) => importCourses(file(name, text)).refused.map(({ code }) => code)

const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY lol${i + 1} "${`&lol${i};`.repeat(10)}">`).join(
  '',
)

describe('a file that means harm does none', () => {
  it('entities that would grow to a billion are not read', () => {
    const text = `<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY lol0 "lol">${laughs}]><kml>&lol9;</kml>`
    expect(codes('a.kml', text)).toEqual(['ENTITIES'])
  })

  it('entities that would read a file of the machine are not read, in UTF-16 neither', () => {
    const text = '\ufeff<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx><name>&x;</name></gpx>'
    expect(codes('a.gpx', text)).toEqual(['ENTITIES'])
    const bytes = new Uint8Array(Buffer.from(text, 'utf16le'))
    expect(importCourses({ name: 'a.gpx', bytes }).refused[0]!.code).toBe('ENTITIES')
  })

  it('deep nesting is an unreadable or empty file, not a crash', () => {
    const deep = 200_000
    for (const [name, text] of [
      ['a.kml', `<kml>${'<Folder>'.repeat(deep)}`],
      ['a.geojson', `{"type":"Feature","geometry":${'['.repeat(deep)}`],
      ['a.geojson', `{"type":"LineString","coordinates":${'['.repeat(deep)}${']'.repeat(deep)}}`],
      ['a.wkt', `${'GEOMETRYCOLLECTION('.repeat(20_000)}POINT(1 2)${')'.repeat(20_000)}`],
    ] as const)
      expect(['UNREADABLE', 'NO_LINE', 'BAD_COORDINATE', 'TOO_FEW_POINTS']).toContain(codes(name, text)[0])
  })

  it('names that are properties of every object are names', () => {
    const text =
      '{"type":"Feature","properties":{"__proto__":{"role":"start"},"shortName":"constructor"},"geometry":{"type":"LineString","coordinates":[[0,0],[0.01,0]]}}'
    const { courses } = importCourses(file('a.geojson', text))
    expect(courses.map(({ shortName }) => shortName)).toEqual(['constructor'])
  })

  it('arbitrary bytes are refused', () => {
    const bytes = Uint8Array.from({ length: 4096 }, (_, i) => (i * 197 + 31) % 256)
    for (const name of ['a.gpx', 'a.kml', 'a.csv', 'a.bin', 'a'])
      expect(importCourses({ name, bytes }).refused).toHaveLength(1)
  })

  it('a recording of eight hours is read whole', () => {
    const points = Array.from(
      { length: 30_000 },
      (_, i) =>
        `<trkpt lat="${51 + i * 1e-5}" lon="0.5"><ele>3</ele><time>2026-01-01T00:00:00Z</time></trkpt>`,
    )
    const text = `<gpx version="1.1"><trk><trkseg>${points.join('\n')}</trkseg></trk></gpx>`
    expect(importCourses(file('long.gpx', text)).courses[0]!.line).toHaveLength(30_000)
  })
})
