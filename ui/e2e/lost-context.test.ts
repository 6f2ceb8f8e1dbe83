import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makePastRace } from '@racecast/generator/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, dotsDrawn, freeze, launch, loseContext } from './browser.ts'
import { pixelsAt } from './pixels.ts'
import { type Services, startServices } from './services.ts'
import { tinyPmtiles } from './tiny-pmtiles.ts'

declare global {
  interface Window {
    /** Whether nothing more is heard from the feed: what is shown then depends on the moment alone. */
    __silent?: boolean
  }
}

/** So many that the crowd is drawn as a ribbon. */
const field = 260
/** The tiles are read after all that the race needs. */
const patience = { timeout: 40_000 }
/** Where there is neither course nor card. */
const blank = { x: 520, y: 30 }
const park = [0xe6, 0xea, 0xd6]

describe.skipIf(!chromiumPath)('a map whose graphics card has forgotten everything', () => {
  let services: Services
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    let slug = ''
    services = await startServices(
      async (dataDir) => {
        writeFileSync(join(dataDir, 'world.pmtiles'), tinyPmtiles('Drawn by hand'))
        const request = { course: 'skylark-eight', competitors: field, fastest: 185, slowest: 470, seed: 3 }
        slug = await makePastRace(dataDir, request, 450)
      },
      { MAP_STYLE: 'world.pmtiles' },
    )
    browser = await launch()
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      colorScheme: 'light',
    })
    page = await context.newPage()
    await page.addInitScript(() => {
      const Native = WebSocket
      window.WebSocket = class extends Native {
        constructor(...setting: ConstructorParameters<typeof Native>) {
          super(...setting)
          this.addEventListener('message', (event) => window.__silent && event.stopImmediatePropagation())
        }
      }
    })
    await page.goto(`${services.url}/race/${slug}`)
    await dotsDrawn(page, field, 60_000)
  })

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
  })

  /** Every third of the map's pixels, as a number each: red, green, blue. */
  function painted(): Promise<number[]> {
    return page.evaluate(
      () =>
        new Promise<number[]>((resolve) => {
          const { map } = window.__racecast!
          map!.once('render', () => {
            const canvas = map!.getCanvas()
            const gl = canvas.getContext('webgl2')!
            const all = new Uint8Array(canvas.width * canvas.height * 4)
            gl.readPixels(0, 0, canvas.width, canvas.height, gl.RGBA, gl.UNSIGNED_BYTE, all)
            const sample: number[] = []
            for (let i = 0; i < all.length; i += 4 * 3) {
              sample.push((all[i]! << 16) | (all[i + 1]! << 8) | all[i + 2]!)
            }
            resolve(sample)
          })
          map!.triggerRepaint()
        }),
    )
  }

  it('shows base map, course, ribbon, capsules and dots as before', async () => {
    await expect.poll(async () => (await pixelsAt(page, [blank]))[0]!.slice(0, 3), patience).toEqual(park)
    await page.evaluate(() => {
      window.__silent = true
    })
    // A minute without a fix: all who do not stand are capsules.
    const at = (await freeze(page)) + 60_000
    await freeze(page, at)
    const seen = () =>
      page.evaluate(() => {
        const { dots, stretches, ribbonAt, map } = window.__racecast!
        const bands = Array.from({ length: 100 }, (_, i) => ribbonAt(i * 5000))
        return {
          dots: dots(),
          stretches: stretches(),
          bands,
          layers: map!.getStyle().layers.map(({ id }) => id),
        }
      })
    const before = { seen: await seen(), painted: await painted() }
    expect(before.seen.stretches.length).toBeGreaterThan(field / 2)
    expect(Math.max(...before.seen.bands.map(({ width }) => width))).toBeGreaterThan(5)

    await loseContext(page)
    await dotsDrawn(page, field, 60_000)
    await freeze(page, at)
    expect(await seen()).toEqual(before.seen)
    await expect
      .poll(async () => {
        const after = await painted()
        return after.filter((colour, i) => colour !== before.painted[i]).length
      }, patience)
      .toBe(0)
  })
})
