import { readFileSync } from 'node:fs'
import type { Course } from '@racecast/courses'
import { CourseLine } from '@racecast/courses/line'
import { makePastRace } from '@racecast/generator/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, dotsDrawn, freeze, launch, openPage, unfreeze } from './browser.ts'
import { type Services, startServices } from './services.ts'

/** A course of streets and right angles. */
const course = JSON.parse(
  readFileSync(new URL('../../courses/builtin/gridiron.json', import.meta.url), 'utf8'),
) as Course
const field = 300

const line = new CourseLine(course)

/** Who runs in another direction after than before. */
function turnedBetween(before: Map<number, number>, after: Map<number, number>): number[] {
  return [...before]
    .filter(([id, from]) => {
      const turn = Math.abs(line.headingAt(from) - line.headingAt(after.get(id)!))
      return Math.min(turn, 360 - turn) > 60
    })
    .map(([id]) => id)
}

describe.skipIf(!chromiumPath)('a dot at a right angle', () => {
  let services: Services
  let browser: Browser
  let page: Page
  let slug: string

  beforeAll(async () => {
    services = await startServices(async (dataDir) => {
      slug = await makePastRace(dataDir, { course: 'gridiron', competitors: field, seed: 5 }, 500)
    })
    browser = await launch()
    ;({ page } = await openPage(browser, `${services.url}/race/${slug}`))
    await dotsDrawn(page, field)
  })

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
  })

  interface Place {
    competitorId: number
    lon: number
    lat: number
    /** m */
    distance: number
  }

  async function rowsAt(ms: number): Promise<Place[]> {
    const answer = await fetch(`${services.url}/api/races/${slug}/positions?at=${ms}`)
    return ((await answer.json()) as { rows: Place[] }).rows
  }

  /** Competitor to cm along the course. */
  async function placesAt(ms: number): Promise<Map<number, number>> {
    return new Map((await rowsAt(ms)).map((row) => [row.competitorId, row.distance * 100]))
  }

  /** Holds the screen in the middle of a second in which somebody goes round a corner, seen from so near. */
  async function holdAtCorner(zoom: number): Promise<{ at: number; turning: number[] }> {
    let at = 0
    let places = new Map<number, number>()
    let turning: number[] = []
    for (let second = 0; second < 15 && turning.length === 0; second++) {
      await unfreeze(page)
      await page.waitForFunction((last) => window.__racecast!.playoutTime()! > last + 1000, at)
      at = Math.floor((await freeze(page)) / 1000) * 1000 + 500
      places = await placesAt(at - 500)
      turning = turnedBetween(places, await placesAt(at + 500))
    }
    expect(turning.length, 'somebody goes round a corner in this second').toBeGreaterThan(0)
    await page.evaluate(
      ([lon, lat, wanted]) => window.__racecast!.map!.jumpTo({ center: [lon!, lat!], zoom: wanted! }),
      [...line.pointAt(places.get(turning[0]!)!), zoom],
    )
    await freeze(page, at)
    return { at, turning }
  }

  it('is where the API says for the moment shown, at zoom 18', async () => {
    const { at, turning } = await holdAtCorner(18)
    const rows = await rowsAt(at)
    const off = await page.evaluate((wanted) => {
      const { map, dots } = window.__racecast!
      const byId = new Map(dots().map((dot) => [dot.id, dot]))
      return wanted.map(({ competitorId, lon, lat }) => {
        const { x, y } = map!.project([lon, lat])
        const dot = byId.get(competitorId)!
        return { id: competitorId, off: Math.hypot(dot.x - x, dot.y - y) }
      })
    }, rows)
    expect(off).toHaveLength(field)
    for (const id of turning) expect(off.find((dot) => dot.id === id)!.off).toBeLessThan(0.5)
    expect(Math.max(...off.map((dot) => dot.off))).toBeLessThan(1)
  })

  it('is on the line, not across the corner', async () => {
    const { turning } = await holdAtCorner(19)
    const off = await page.evaluate(
      (vertices) => {
        const { map, dots } = window.__racecast!
        const points = vertices.map((vertex) => map!.project(vertex))
        return dots().map(({ id, x, y }) => {
          let least = Number.POSITIVE_INFINITY
          for (let i = 0; i + 1 < points.length; i++) {
            const [a, b] = [points[i]!, points[i + 1]!]
            const [dx, dy] = [b.x - a.x, b.y - a.y]
            const along = Math.min(Math.max(((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy), 0), 1)
            least = Math.min(least, Math.hypot(a.x + along * dx - x, a.y + along * dy - y))
          }
          return { id, off: least }
        })
      },
      course.line as [number, number][],
    )
    expect(off).toHaveLength(field)
    for (const id of turning) expect(off.find((dot) => dot.id === id)!.off).toBeLessThan(1)
    expect(Math.max(...off.map((dot) => dot.off))).toBeLessThan(1.5)
  })
})
