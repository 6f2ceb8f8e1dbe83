import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makePastRace } from '@racecast/generator/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, dotsDrawn, launch, openPage } from './browser.ts'
import { pixelsAt } from './pixels.ts'
import { type Services, startServices } from './services.ts'
import { tinyPmtiles } from './tiny-pmtiles.ts'

const field = 10
/** The file is read after all that the race needs. */
const patience = { timeout: 40_000 }
/** Where there is neither course nor card. */
const blank = { x: 520, y: 30 }
const park = [0xe6, 0xea, 0xd6]

describe.skipIf(!chromiumPath)('the map below the course', () => {
  let services: Services
  let browser: Browser
  let url: string

  beforeAll(async () => {
    let slug = ''
    services = await startServices(
      async (dataDir) => {
        writeFileSync(join(dataDir, 'world.pmtiles'), tinyPmtiles('Drawn by hand'))
        slug = await makePastRace(dataDir, { course: 'crystal', competitors: field, seed: 2 }, 120)
      },
      { MAP_STYLE: 'world.pmtiles' },
    )
    url = `${services.url}/race/${slug}`
    browser = await launch()
  })

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
  })

  const ground = async (page: Page) => (await pixelsAt(page, [blank]))[0]!.slice(0, 3)

  it('is drawn in our own colours from a file of tiles, in parts, with who made it', async () => {
    const { page, errors, strangers } = await openPage(browser, url, { colorScheme: 'light' })
    const answered: number[] = []
    page.on('response', (answer) => {
      if (answer.url().includes('/map/world.pmtiles')) answered.push(answer.status())
    })
    await dotsDrawn(page, field, 60_000)
    await expect.poll(() => ground(page), patience).toEqual(park)
    expect(await page.locator('.maplibregl-ctrl-attrib').textContent()).toContain('Drawn by hand')
    await page.emulateMedia({ colorScheme: 'dark' })
    await expect.poll(async () => Math.max(...(await ground(page))), patience).toBeLessThan(60)
    expect(new Set(answered)).toEqual(new Set([206]))
    expect([errors, strangers]).toEqual([[], []])
    await page.context().close()
  })

  it.each([
    ['missing', { status: 404, body: '' }],
    ['no such file', { status: 206, body: 'not a map at all'.repeat(2000) }],
  ])('is paper where the file is %s, with course and dots', async (_title, answer) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' })
    const page = await context.newPage()
    const said: string[] = []
    page.on('console', (message) => said.push(message.text()))
    await page.route('**/map/world.pmtiles*', (route) => route.fulfill(answer))
    await page.goto(url)
    await dotsDrawn(page, field, 60_000)
    await expect.poll(() => said.join('\n'), patience).toContain('The paper stays')
    // Paper, or a line of its grid: both are more red than green, and the park is not.
    const [red, green] = await ground(page)
    expect(red! - green!).toBeGreaterThan(3)
    expect(await page.evaluate(() => window.__racecast!.dots().length)).toBe(field)
    await context.close()
  })
})
