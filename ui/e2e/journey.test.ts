import { openCatalogue } from '@racecast/courses/catalogue'
import { CourseLine } from '@racecast/courses/line'
import { makePastRace } from '@racecast/generator/testing'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { chromiumPath, launch, openPage, soon } from './browser.ts'
import { type Services, startServices } from './services.ts'

const field = 60
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const desktop = { viewport: { width: 1440, height: 900 } }

interface BoardRow {
  competitorId: number
  bib: string
  position: number
  distance: number
}

/** Somebody who has never seen the page: what they do, step by step, and what they learn from it. */
describe.skipIf(!chromiumPath)('a spectator of a race', () => {
  let services: Services
  let browser: Browser
  let running: string
  let over: string
  let coming: string
  let comingAt: number

  beforeAll(async () => {
    const race = { course: 'crystal', competitors: field, seed: 11 }
    services = await startServices(async (dataDir) => {
      over = await makePastRace(
        dataDir,
        { ...race, competitors: 12, fastest: 61, slowest: 63, stoppingRatio: 0 },
        340,
      )
      running = await makePastRace(dataDir, { ...race, fastest: 190, slowest: 400 }, 420)
    })
    comingAt = Date.now() + 3_600_000
    coming = await services.createRace({ ...race, waves: 2, startTime: comingAt })
    browser = await launch()
    // Two minutes ago, and all of the race that is over.
    const recorded = async (race: string) =>
      ((await ask(race, 'rewind')) as { reachesMs: number | null }).reachesMs
    await vi.waitFor(
      async () => {
        expect(await recorded(running)).toBeGreaterThan(360_000)
        expect(await recorded(over)).toBeGreaterThan(305_000)
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

  const ask = async (race: string, path: string) =>
    (await fetch(`${services.url}/api/races/${race}/${path}`)).json()

  async function open(race: string, options: BrowserContextOptions, query = ''): Promise<Page> {
    const { page } = await openPage(browser, `${services.url}/race/${race}${query}`, {
      reducedMotion: 'reduce',
      ...options,
    })
    return page
  }

  /** The big clock, s. */
  const clock = async (page: Page) => {
    const text = (await page.getByRole('timer').textContent()) ?? ''
    const [h, m, s] = text
      .replace(/[^\d:]/g, '')
      .split(':')
      .map(Number)
    return h! * 3600 + m! * 60 + s!
  }
  const runner = (page: Page) => page.locator('.runner', { hasText: '57' })

  it('finds, follows, learns, goes back and returns by keyboard alone', async () => {
    const page = await open(running, desktop)
    await page.waitForSelector('.ask')
    const tabTo = async (name: RegExp) => {
      for (let step = 0; step < 40; step++) {
        await page.keyboard.press('Tab')
        const at = await page.evaluate(() => {
          const element = document.activeElement as HTMLElement
          const label = element.getAttribute('aria-label') ?? element.closest('label')?.textContent
          return `${element.tagName} ${(label ?? element.textContent ?? '').trim()}`
        })
        if (name.test(at)) return
      }
      throw new Error(`Tab does not lead to ${name}`)
    }
    // 1. The page asks who one is here for; the field is reached by Tab, and takes the bib.
    await tabTo(/^INPUT Bib or name$/)
    await page.keyboard.type('57')
    // 2. Enter follows the best match: a card is there, and the address says it.
    await page.keyboard.press('Enter')
    await runner(page).waitFor()
    expect(page.url()).toContain('follow=57')
    // The question is gone; who answered it stands where they can follow another.
    const another = page.getByRole('button', { name: 'Follow somebody else' })
    await expect.poll(() => another.evaluate((button) => button === document.activeElement), soon).toBe(true)
    // 3. "My spot" is opened; its slider is moved along the course to where the runner will come.
    await tabTo(/^BUTTON My spotWhere/)
    await page.keyboard.press('Enter')
    await tabTo(/^INPUT By distance$/)
    await page.keyboard.press('End')
    for (let step = 0; step < 3; step++) await page.keyboard.press('PageDown')
    // 4. The card says when 57 comes by there, give or take.
    await expect
      .poll(() => runner(page).textContent(), soon)
      .toMatch(/My spot, \d\.\d\d km\s*in\s*\d+:\d\d\s*±\d+/)
    expect(page.url()).toContain('spot=')
    // 5. "Rewind" holds the moment; two minutes back is one key.
    const visited = await page.evaluate(() => history.length)
    const before = await clock(page)
    await page.keyboard.press('Shift+Tab')
    await page.getByRole('button', { name: 'Rewind' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Back by 2 min' }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => clock(page), soon).toBeLessThan(before - 90)
    expect(await page.getByText('Not live').count()).toBeGreaterThan(0)
    // The address is of that moment, and there is nothing more to go back through.
    await expect.poll(() => page.url(), soon).toMatch(/[?&]at=0:\d\d:\d\d/)
    expect(await page.evaluate(() => history.length)).toBe(visited)
    // 6. "Live" is the way back.
    await page.getByRole('button', { name: 'Live', exact: true }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => clock(page), soon).toBeGreaterThanOrEqual(before)
    expect(await page.getByText('Not live').count()).toBe(0)
    expect(page.url()).not.toContain('at=')
  })

  it('finds, follows, learns, goes back and returns by touch alone', async () => {
    const page = await open(running, phone)
    // 1. The page asks who one is here for.
    await page.getByRole('searchbox', { name: 'Bib or name' }).tap()
    await page.keyboard.type('57')
    await page.getByRole('button', { name: /57.*Follow/ }).tap()
    await runner(page).waitFor()
    // 2. The pin on the map, then a place on the course: half of it ahead of everybody.
    await page.waitForFunction(() => window.__racecast?.map?.isStyleLoaded())
    await page.getByRole('button', { name: 'My spot' }).tap()
    const line = new CourseLine(openCatalogue().get('crystal')!)
    const [lon, lat] = line.pointAt(line.lengthCm * 0.86)
    const at = await page.evaluate((place) => window.__racecast!.map!.project(place), [lon, lat] as [
      number,
      number,
    ])
    await page.touchscreen.tap(at.x, at.y)
    await expect.poll(() => page.url(), soon).toContain('spot=')
    // 3. The card says when 57 comes by, give or take.
    await expect
      .poll(() => runner(page).textContent(), soon)
      .toMatch(/My spot, \d\.\d\d km\s*in\s*\d+:\d\d\s*±\d+/)
    // 4. Back two minutes, and the card is of then.
    const before = await clock(page)
    await page.getByRole('button', { name: 'Rewind' }).tap()
    await page.getByRole('button', { name: 'Back by 2 min' }).tap()
    await expect.poll(() => clock(page), soon).toBeLessThan(before - 90)
    // 5. Live again in one touch.
    await page.getByRole('button', { name: 'Live', exact: true }).tap()
    await expect.poll(() => clock(page), soon).toBeGreaterThanOrEqual(before)
    // 6. Every target is as large as a thumb.
    const small = await page.$$eval('main button, .controls button, [role="tab"]', (targets) =>
      targets
        .map((target) => ({ text: target.textContent, box: target.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && (box.height < 44 || box.width < 44))
        .map(({ text }) => text),
    )
    expect(small).toEqual([])
  })

  it('sees at a moment that a link leads to what the API says of it', async () => {
    const page = await open(running, desktop, '?at=0:05:00')
    await expect.poll(() => clock(page), { timeout: 30_000 }).toBe(300)
    await page.waitForFunction((n) => window.__racecast?.dots().length === n, field)
    const wallMs = await page.evaluate(() => window.__racecast!.playoutTime()!)
    const board = (await ask(running, `leaderboard?at=${wallMs}`)) as { rows: BoardRow[] }
    const shown = await page.$$eval('[data-competitor]', (lines) =>
      lines
        .map((line) => [
          Number(line.getAttribute('aria-posinset')),
          Number(line.getAttribute('data-competitor')),
        ])
        .sort((a, b) => a[0]! - b[0]!)
        .map(([, id]) => id),
    )
    expect(shown.length).toBeGreaterThan(6)
    expect(shown).toEqual(board.rows.slice(0, shown.length).map(({ competitorId }) => competitorId))
    const positions = (await ask(running, `positions?at=${wallMs}`)) as {
      rows: { competitorId: number; lon: number; lat: number }[]
    }
    const off = await page.evaluate((rows) => {
      const dots = new Map(window.__racecast!.dots().map((dot) => [dot.id, dot]))
      return rows.map(({ competitorId, lon, lat }) => {
        const { x, y } = window.__racecast!.map!.project([lon, lat])
        const dot = dots.get(competitorId)!
        return Math.hypot(dot.x - x, dot.y - y)
      })
    }, positions.rows)
    expect(off).toHaveLength(field)
    expect(Math.max(...off)).toBeLessThan(3)
  })

  it('never finds somebody in the list of finishers whose dot is not in, however fast the end is played', async () => {
    const page = await open(over, desktop, '?at=0:05:00')
    await expect.poll(() => clock(page), { timeout: 30_000 }).toBe(300)
    await page.waitForFunction(() => window.__racecast?.dots().length === 12)
    const [lon, lat] = openCatalogue().get('crystal')!.finish
    // Each time that a list changes it is held against the dots, by the very numbers that they are drawn from.
    await page.evaluate(
      ([x, y]) => {
        const hook = window.__racecast!
        const seen = { early: [] as string[], looks: 0 }
        Object.assign(window, { seen })
        const look = () => {
          const there = hook.map!.project([x!, y!])
          const dots = new Map(hook.dots().map((dot) => [dot.id, dot]))
          for (const line of document.querySelectorAll('[data-competitor]')) {
            if (!line.querySelector('.done')) continue
            seen.looks++
            const dot = dots.get(Number(line.getAttribute('data-competitor')))!
            if (Math.hypot(dot.x - there.x, dot.y - there.y) > 3) seen.early.push(line.textContent)
          }
        }
        new MutationObserver(look).observe(document.querySelector('.all')!, {
          childList: true,
          subtree: true,
        })
      },
      [lon, lat],
    )
    await page.getByRole('button', { name: 'Play' }).click()
    await expect.poll(() => page.getByText('Not live').count(), { timeout: 40_000 }).toBe(0)
    await expect.poll(() => page.locator('.done').count(), soon).toBe(12)
    const seen = await page.evaluate(
      () => (window as unknown as { seen: { early: string[]; looks: number } }).seen,
    )
    expect(seen.early).toEqual([])
    expect(seen.looks).toBeGreaterThan(12)
  })

  it('finds a countdown with its date and the start list before the gun, and the results after the race', async () => {
    const before = await open(coming, phone)
    await before.getByText('Starts in').waitFor()
    const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
    expect(await before.locator('time').textContent()).toContain(day.format(comingAt).replace(',', ''))
    await before.getByRole('tab', { name: 'Start list' }).tap()
    await expect.poll(() => before.locator('[data-competitor]').count(), soon).toBeGreaterThan(4)
    // From which start everybody goes.
    await before
      .locator('[data-competitor="1"]')
      .getByText(/^Wave 1 · /)
      .waitFor()
    const after = await open(over, phone)
    await after.getByRole('link', { name: 'Results as CSV' }).waitFor()
    const categories = after.getByRole('combobox', { name: 'Category' })
    const category = await categories.locator('option').nth(1).textContent()
    await categories.selectOption(category!)
    await expect.poll(() => after.locator('[data-competitor]').count(), soon).toBeLessThan(12)
  })
})
