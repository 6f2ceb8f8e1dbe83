import { openCatalogue } from '@racecast/courses/catalogue'
import { CourseLine } from '@racecast/courses/line'
import { makePastRace } from '@racecast/generator/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { chromiumPath, launch, openPage, soon } from './browser.ts'
import { type Services, startServices } from './services.ts'

/** Two minutes are played until somebody passes. */
const patient = { timeout: 60_000 }
const desktop = { viewport: { width: 1440, height: 1000 } }

describe.skipIf(!chromiumPath)('a list that changes under the keyboard', () => {
  let services: Services
  let browser: Browser
  let slug: string

  beforeAll(async () => {
    // They are close together, and stops put them into another order.
    const request = {
      ...{ course: 'crystal', competitors: 40, fastest: 200, slowest: 230 },
      ...{ stoppingRatio: 0.5, minPause: 5, maxPause: 20, seed: 21 },
    }
    services = await startServices(async (dataDir) => {
      slug = await makePastRace(dataDir, request, 400)
    })
    browser = await launch()
    await vi.waitFor(
      async () => {
        const { reachesMs } = (await ask('rewind')) as { reachesMs: number | null }
        expect(reachesMs).toBeGreaterThan(350_000)
      },
      { timeout: 60_000, interval: 500 },
    )
  })

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
  })

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
  })

  const ask = async (path: string) => (await fetch(`${services.url}/api/races/${slug}/${path}`)).json()

  const open = async (query: string) =>
    (
      await openPage(browser, `${services.url}/race/${slug}?${query}`, {
        reducedMotion: 'reduce',
        ...desktop,
      })
    ).page

  /** What has the focus: the list's line, and of which list. */
  const focused = (page: Page) =>
    page.evaluate(() => {
      const at = document.activeElement!
      const line = at.closest<HTMLElement>('[data-competitor]')
      const list = at.closest('section, .mine, [aria-label]')
      return {
        tag: at.tagName,
        competitor: line?.dataset.competitor ?? null,
        place: Number(line?.getAttribute('aria-posinset')),
        name: at.querySelector('.name')?.textContent ?? '',
        list: list?.getAttribute('aria-labelledby') ?? '',
      }
    })

  it('keeps the focus with somebody on the board whose place changes', async () => {
    const page = await open('')
    await page.waitForSelector('[aria-posinset="8"]')
    await page.getByRole('button', { name: 'Rewind' }).click()
    await page.getByRole('button', { name: 'Back by 2 min' }).click()
    for (let press = 0; press < 3; press++) await page.getByRole('button', { name: /^Speed/ }).click()
    await page.locator('[aria-posinset="8"] button').focus()
    const { competitor } = await focused(page)
    const places = new Set<number>()
    await page.getByRole('button', { name: 'Play' }).evaluate((play: HTMLElement) => play.click())
    await expect
      .poll(async () => {
        const now = await focused(page)
        expect(now.competitor).toBe(competitor)
        return places.add(now.place).size
      }, patient)
      .toBeGreaterThan(2)
  })

  it('gives the focus on when the line it was at has gone', async () => {
    const { rows } = (await ask('leaderboard?limit=1')) as { rows: { distance: number }[] }
    const course = openCatalogue().get('crystal')!
    const [lon, lat] = new CourseLine(course).pointAt(rows[0]!.distance * 100 + 4000)
    const page = await open(`spot=${lon},${lat}`)
    const arrivals = page.locator('section[aria-labelledby="arrivals-title"]')
    await arrivals.getByRole('button').first().focus()
    const first = await focused(page)
    await expect.poll(async () => (await focused(page)).name === first.name, { timeout: 45_000 }).toBe(false)
    expect(await focused(page)).toMatchObject({ tag: 'BUTTON', list: 'arrivals-title' })
  })

  it('leads from a card that is taken away to the next, and from the last to the question', async () => {
    const page = await open('follow=7,9')
    await page.locator('.runner .away').first().focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('.runner').count(), soon).toBe(1)
    const isIn = (selector: string) =>
      page.evaluate((wanted) => document.activeElement!.closest(wanted) !== null, selector)
    expect(await isIn('.runner')).toBe(true)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('.ask').waitFor()
    expect(await isIn('.ask input')).toBe(true)
  })
})
