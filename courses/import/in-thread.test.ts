import { describe, expect, it } from 'vitest'
import { importCourses, importInThread } from './index.ts'

const kml = (points: string, more = '') => ({
  name: 'course.geojson',
  bytes: new TextEncoder().encode(
    JSON.stringify({
      type: 'Feature',
      properties: { name: 'A course', ...JSON.parse(more || '{}') },
      geometry: { type: 'LineString', coordinates: JSON.parse(points) },
    }),
  ),
})
const line = '[[-0.07,51.42],[-0.071,51.421],[-0.069,51.422],[-0.068,51.43]]'

describe('an import in a thread of its own', () => {
  it('finds what one here finds, and leaves this thread free meanwhile', async () => {
    let turns = 0
    const turn = setInterval(() => turns++, 1)
    const options = { reverse: true, officialM: 1300, fence: null }
    const found = await importInThread(kml(line), options)
    clearInterval(turn)
    expect(found).toEqual(importCourses(kml(line), options))
    expect(found.courses).toHaveLength(1)
    expect(turns).toBeGreaterThan(0)
  })

  it('says of what cannot be used what one here says', async () => {
    const file = { name: 'x.kml', bytes: new TextEncoder().encode('<kml><Placemark>') }
    expect(await importInThread(file)).toEqual(importCourses(file))
  })

  it('is ended by its signal', async () => {
    const abort = new AbortController()
    const reading = importInThread(kml(line), {}, abort.signal)
    abort.abort()
    await expect(reading).rejects.toThrow('has ended')
  })
})

describe('a course for which more is given than its file says', () => {
  const fence: [number, number][] = [
    [-0.0705, 51.4205],
    [-0.0685, 51.4205],
    [-0.0685, 51.4225],
    [-0.0705, 51.4225],
    [-0.0705, 51.4205],
  ]

  it('has the fence that is given, or none', () => {
    const [fenced] = importCourses(kml(line), { fence }).courses
    expect([fenced!.fence, fenced!.fenceIntervals.length]).toEqual([fence, 1])
    expect(importCourses(kml(line), { fence: null }).courses[0]!.fence).toBeNull()
  })

  it('has its flags where they are given, and is refused with the place of one that is too far', () => {
    const start: [number, number] = [-0.0711, 51.421]
    expect(importCourses(kml(line), { start }).courses[0]!.start).toEqual(start)
    const [far] = importCourses(kml(line), { start: [-0.05, 51.4] }).refused
    expect(far).toMatchObject({ code: 'FLAG_FAR', field: 'start', at: [-0.05, 51.4] })
    const away = fence.map(([lon, lat]): [number, number] => [lon + 1, lat])
    expect(importCourses(kml(line), { fence: away }).refused[0]).toMatchObject({
      code: 'FENCE_FAR',
      at: away[0],
    })
  })
})

describe('a file of many courses', () => {
  it('is not unrolled into more points than one course may have fivefold: the rest is refused', () => {
    const ring = Array.from({ length: 1000 }, (_, i) => {
      const angle = (2 * Math.PI * i) / 1000
      return [
        Number((-0.07 + 0.005 * Math.cos(angle)).toFixed(6)),
        Number((51.42 + 0.003 * Math.sin(angle)).toFixed(6)),
      ]
    })
    ring.push(ring[0]!)
    const wkt = `"LINESTRING(${ring.map((point) => point.join(' ')).join(',')})"`
    const header = 'shortName,longName,distance,map,geoFence,start,end,laps'
    const rows = Array.from({ length: 7 }, (_, i) => `loop-${i},Loop ${i},,${wkt},,,,45`)
    const csv = { name: 'many.csv', bytes: new TextEncoder().encode([header, ...rows].join('\n')) }
    const { courses, refused } = importCourses(csv)
    expect(courses.map(({ shortName }) => shortName)).toEqual([
      'loop-0',
      'loop-1',
      'loop-2',
      'loop-3',
      'loop-4',
    ])
    expect(refused.map(({ code }) => code)).toEqual(['TOO_MANY_POINTS_IN_ALL', 'TOO_MANY_POINTS_IN_ALL'])
  })
})
