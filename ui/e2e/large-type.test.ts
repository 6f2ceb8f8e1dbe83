import { makePastRace } from '@racecast/generator/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { chromiumPath, dotsDrawn, launch, openPage } from './browser.ts'
import { overlaps } from './overlaps.ts'
import { type Services, startServices } from './services.ts'
import { signIn } from './sign-in.ts'

/** What a reader's browser is set to, px. */
const usual = 16
const large = 24

describe.skipIf(!chromiumPath)('the pages, for whose browser has larger type', () => {
  let services: Services
  let browser: Browser
  let race = ''
  let underWay = ''

  beforeAll(async () => {
    services = await startServices(async (dataDir) => {
      underWay = await makePastRace(
        dataDir,
        { course: 'crystal', competitors: 12, fastest: 200, seed: 2 },
        720,
      )
    })
    race = await services.createRace({ course: 'crystal', competitors: 60 })
    // Nobody changes places, and glides over the others on the way.
    await vi.waitFor(() => services.act(race, 'pause'), { timeout: 30_000, interval: 250 })
    browser = await launch()
  })

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
  })

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
  })

  async function open(path: string, type: number, [width, height]: readonly [number, number]): Promise<Page> {
    const { page } = await openPage(browser, `${services.url}/feed`, { viewport: { width, height } })
    const devTools = await page.context().newCDPSession(page)
    await devTools.send('Page.setFontSizes', { fontSizes: { standard: type } })
    await page.goto(services.url + path)
    return page
  }

  /** px */
  const sizeOf = (page: Page, selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize))

  /** How far each row begins below the end of the one above it, and how far what it says reaches out of it, px. */
  function rowsOf(page: Page): Promise<{ gaps: number[]; outs: number[] }> {
    return page.locator('[data-competitor]').evaluateAll((elements) => {
      const boxes = elements.map((element) => element.getBoundingClientRect()).sort((a, b) => a.top - b.top)
      const outs = elements.map((element) => {
        const row = element.getBoundingClientRect()
        const range = document.createRange()
        const texts = [...element.querySelectorAll('*')].filter(
          (part) =>
            !part.closest('.unseen, title') && [...part.childNodes].some((node) => node.nodeType === 3),
        )
        return Math.max(
          ...texts.map((part) => {
            range.selectNodeContents(part)
            const box = range.getBoundingClientRect()
            return box.height === 0 ? 0 : Math.max(row.top - box.top, box.bottom - row.bottom)
          }),
        )
      })
      return { gaps: boxes.slice(1).map((box, i) => box.top - boxes[i]!.bottom), outs }
    })
  }

  const phone = [390, 844] as const
  const desk = [1440, 900] as const

  it.each([
    ['phone', phone],
    ['desk', desk],
  ] as const)(
    'has a board on a %s whose type and rows are larger, and nothing over another',
    async (_, size) => {
      const read = async (type: number) => {
        const page = await open(`/race/${race}?follow=1,2`, type, size)
        await dotsDrawn(page, 60)
        await page.waitForSelector('.runner dl')
        expect(await overlaps(page, '.runner')).toEqual([])
        const tab = page.locator('#tab-board')
        if (await tab.isVisible()) await tab.click()
        await page.waitForSelector('[data-competitor]')
        return page
      }
      const before = await read(usual)
      const size0 = await sizeOf(before, '[data-competitor] .name')
      const row0 = (await before.locator('[data-competitor]').first().boundingBox())!.height
      const page = await read(large)
      expect(await sizeOf(page, '[data-competitor] .name')).toBeCloseTo((size0 * large) / usual, 1)
      expect((await page.locator('[data-competitor]').first().boundingBox())!.height).toBe(
        (row0 * large) / usual,
      )

      await expect
        .poll(async () => (await rowsOf(page)).gaps.filter((gap) => Math.abs(gap) > 0.5))
        .toEqual([])
      expect((await rowsOf(page)).outs.filter((px) => px > 1)).toEqual([])
      expect(await overlaps(page, 'header, [role="tablist"], .find')).toEqual([])
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0)

      // By the list's own reckoning its end is where the last row is.
      await page.locator('[data-competitor] button').first().focus()
      await page.keyboard.press('End')
      const last = page.locator('[aria-posinset="60"]')
      await last.waitFor()
      const [row, list] = [await last.boundingBox(), await page.locator('.viewport').boundingBox()]
      expect(row!.y + row!.height).toBeLessThanOrEqual(list!.y + list!.height + 1)
    },
  )

  it('has all of its head on a phone, with the language to choose', async () => {
    const page = await open(`/race/${underWay}`, large, phone)
    await page
      .getByRole('timer')
      .getByText(/^\d\d:\d\d:\d\d$/)
      .waitFor()
    const head = await page.getByRole('banner').boundingBox()
    for (const part of ['label', '.badge', '.lateness button']) {
      const box = await page.locator(`header ${part}`).boundingBox()
      expect(box!.x + box!.width).toBeLessThanOrEqual(head!.x + head!.width)
      expect(box!.y + box!.height).toBeLessThanOrEqual(head!.y + head!.height)
    }
    // What has no room in the line that is seen is in one below it.
    const [line, choice] = [page.locator('header .below p'), page.locator('header label')]
    const [all, one] = [await line.boundingBox(), await choice.boundingBox()]
    expect(one!.y).toBeLessThan(all!.y + all!.height / 2)
  })

  it('has a diagram and a scale of the map whose words grow, and have room in them', async () => {
    const page = await open(`/race/${underWay}?follow=1,2`, large, desk)
    await dotsDrawn(page, 12)
    for (const [selector, px] of [
      ['figure text.km', 11],
      ['figure text.time', 11],
      ['figure output', 12],
    ] as const) {
      await page.locator(selector).first().waitFor({ state: 'attached' })
      expect(await sizeOf(page, selector)).toBeCloseTo((px * large) / usual, 1)
    }
    expect(
      await page.locator('figure text.km').evaluateAll(
        (texts) =>
          texts.filter((text) => {
            const [own, all] = [text.getBoundingClientRect(), text.closest('figure')!.getBoundingClientRect()]
            return own.left < all.left - 1
          }).length,
      ),
    ).toBe(0)
    const scale = page.locator('.maplibregl-ctrl-scale')
    expect(await scale.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(
      0,
    )
    expect((await scale.boundingBox())!.height).toBeLessThan(1.5 * large)
  })

  it('has the newest split of who is followed within their card', async () => {
    const page = await open(`/race/${underWay}?follow=1`, 2 * usual, desk)
    const split = page.locator('.runner summary .last')
    await split.waitFor()
    const [text, card] = [await split.boundingBox(), await page.locator('.runner').boundingBox()]
    expect(text!.x + text!.width).toBeLessThanOrEqual(card!.x + card!.width)
    expect(await split.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(
      0,
    )
  })

  it('has a table for race control whose rows grow with their type', async () => {
    const page = await open(`/control/${race}`, large, desk)
    await signIn(page, 'Ada')
    await page.waitForSelector('tr[data-competitor]')
    expect(await sizeOf(page, 'tr[data-competitor] td')).toBeCloseTo((13 * large) / usual, 1)
    const { gaps, outs } = await rowsOf(page)
    expect(gaps.filter((gap) => Math.abs(gap) > 0.5)).toEqual([])
    expect(outs.filter((px) => px > 1)).toEqual([])
  })

  it('has larger type on the page of the feed', async () => {
    const page = await open('/feed', large, desk)
    expect(await sizeOf(page, 'main p')).toBeGreaterThan(19)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    )
  })
})
