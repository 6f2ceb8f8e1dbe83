import type { Course } from '@racecast/courses'
import { describe, expect, it } from 'vitest'
import { gateway } from '../../fixtures/gateway.ts'
import { VirtualTime } from '../../fixtures/virtual-time.ts'
import type { Snapshot } from '../../protocol/index.ts'

/** A minute into a lap of the test race, s since 1970: everybody runs, on the course. */
const at = 5_866_667 * 300 + 60

/** The test race and its course, as a stranger finds them. */
async function found() {
  const { app } = await gateway({ clock: new VirtualTime(at * 1000) })
  const get = async (path: string) => {
    const response = await app.inject(path)
    expect(response.statusCode, response.body).toBe(200)
    return response.json()
  }
  const { race }: Snapshot = await get((await get('/api/races/test/ticks/latest')).snapshot)
  const course: Course = await get(`/api/courses/${race.course}`)
  return { get, race, course }
}

/** G-1, by its words. */
function placeAt({ line, vertexCm, lengthCm }: Course, cm: number): [lon: number, lat: number] {
  const within = Math.min(Math.max(cm, 0), lengthCm)
  const next = vertexCm.findIndex((end, i) => i > 0 && end >= within)
  const [from, to] = [vertexCm[next - 1]!, vertexCm[next]!]
  const along = (axis: 0 | 1) => {
    const [a, b] = [line[next - 1]![axis], line[next]![axis]]
    return a + ((b - a) * (within - from)) / (to - from)
  }
  return [along(0), along(1)]
}

describe('the course of a race', () => {
  it('is found by its name, and places whom a distance is known of (G-1)', async () => {
    const { get, course } = await found()
    const { rows } = await get('/api/races/test/positions')
    expect(rows.length).toBeGreaterThan(5)
    for (const { distance, lon, lat } of rows) {
      const [x, y] = placeAt(course, distance * 100)
      // The row's numbers are whole cm and 1e-7 degrees.
      expect([Math.abs(x - lon), Math.abs(y - lat)].filter((off) => off > 3e-7)).toEqual([])
    }
    expect(new Set(rows.map(({ lon }: { lon: number }) => lon)).size).toBeGreaterThan(5)
    expect(course.vertexCm).toHaveLength(course.line.length)
    expect(course.vertexCm.at(-1)).toBe(course.lengthCm)
    expect(placeAt(course, -100)).toEqual(course.line[0])
    expect(placeAt(course, course.lengthCm + 100)).toEqual(course.line.at(-1))
  })

  it('has the hash that the race names (G-2)', async () => {
    const { race, course } = await found()
    expect(course.hash).toBe(race.courseHash)
    const { fenceIntervals, lengthCm } = course
    expect(fenceIntervals.length).toBeGreaterThan(0)
    for (const { fromCm, toCm } of fenceIntervals)
      expect([0, fromCm, toCm, lengthCm]).toEqual([0, fromCm, toCm, lengthCm].toSorted((a, b) => a - b))
  })
})
