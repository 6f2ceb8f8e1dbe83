import { makePastRace } from '@racecast/generator/testing'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, dotsDrawn, freeze, launch, openPage, type Watched } from './browser.ts'
import { pixelsAt } from './pixels.ts'
import { type Services, startServices } from './services.ts'

const field = 40

describe.skipIf(!chromiumPath)('the map of a race', { timeout: 40_000 }, () => {
  let services: Services
  let browser: Browser
  let watched: Watched

  beforeAll(async () => {
    let slug = ''
    services = await startServices(async (dataDir) => {
      slug = await makePastRace(dataDir, { course: 'skylark-eight', competitors: field, seed: 3 }, 600)
    })
    browser = await launch()
    watched = await openPage(browser, `${services.url}/race/${slug}`)
    await dotsDrawn(watched.page, field)
  }, 90_000)

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
  })

  it('marks the place that is pressed while one is asked for, and picks nobody by that', async () => {
    const { page } = watched
    await freeze(page)
    const at = { x: 760, y: 300 }
    await page.evaluate(({ x, y }) => {
      const { map, raceMap } = window.__racecast!
      raceMap!.placing = true
      const { lng, lat } = map!.unproject([x, y])
      raceMap!.setSpot([lng, lat])
    }, at)
    expect(await page.evaluate(() => window.__racecast!.map!.getCanvas().style.cursor)).toBe('crosshair')
    await page.mouse.click(at.x, at.y)
    expect(page.url()).not.toContain('follow')
    await page.evaluate(() =>
      new Promise((resolve) => window.__racecast!.map!.once('idle', resolve)).then(() => {}),
    )
    // The pin stands on its tip: its head is above the place.
    const [head] = await pixelsAt(page, [{ x: at.x, y: at.y - 26 }])
    expect(Math.max(...head!.slice(0, 3))).toBeLessThan(90)
  })

  it('goes to somebody, and to a part of the course', async () => {
    const { page } = watched
    const at = await freeze(page)
    const id = await page.evaluate(() => {
      const { raceMap, dots } = window.__racecast!
      const { id } = dots()[7]!
      raceMap!.flyTo({ competitor: id }, false)
      return id
    })
    await freeze(page, at)
    const dot = await page.evaluate(
      (wanted) => window.__racecast!.dots().find(({ id }) => id === wanted)!,
      id,
    )
    // In the middle of what the cards leave free of 1280 x 800.
    expect(dot.x).toBeCloseTo((464 + 1280 - 304) / 2, 0)
    expect(dot.y).toBeCloseTo(400, 0)
    const box = await page.evaluate(() => {
      const { raceMap, map } = window.__racecast!
      const { lng, lat } = map!.getCenter()
      raceMap!.flyTo({ box: [lng - 0.002, lat - 0.001, lng + 0.002, lat + 0.001] }, false)
      return [map!.project([lng - 0.002, lat]), map!.project([lng + 0.002, lat])].map(({ x }) => x)
    })
    expect(box[0]).toBeGreaterThan(464)
    expect(box[1]).toBeLessThan(1280 - 304)
  })
})
