import { makePastRace } from '@racecast/generator/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, launch, openPage, soon } from './browser.ts'
import { alphaAt, pixelsOf } from './screenshot-pixels.ts'
import { type Services, startServices } from './services.ts'

/** What an operator of a broadcast does with a screen of a race: a source of a browser, over a picture. */
describe.skipIf(!chromiumPath)('an overlay', () => {
  let services: Services
  let browser: Browser
  let slug: string
  let secret: string
  let finishing: string
  /** Open from the beginning: whether it grows or shrinks is known after a while. */
  let gap: Page

  beforeAll(async () => {
    const request = { course: 'crystal', competitors: 30, fastest: 180, slowest: 420, seed: 12 }
    services = await startServices(async (dataDir) => {
      slug = await makePastRace(dataDir, request, 12 * 60)
      finishing = await makePastRace(dataDir, { ...request, fastest: 100, slowest: 140 }, 10 * 60)
      secret = await makePastRace(dataDir, { ...request, visibility: 'private', seed: 3 }, 12 * 60)
    })
    browser = await launch()
    ;({ page: gap } = await open('scene=gap&bib=7,8'))
  })

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
  })

  const sizes = { small: { width: 640, height: 360 }, large: { width: 1920, height: 1080 } }
  const open = (query: string, { race = slug, viewport = sizes.small } = {}) =>
    openPage(browser, `${services.url}/screen/${race}?${query}&bg=transparent`, { viewport })
  const close = (page: Page) => page.context().close()

  it.each(Object.entries(sizes))('is the same in a %s source, inside the safe area', async (_, viewport) => {
    for (const scene of ['tower', 'clock', 'gap', 'arrivals', 'lower-third']) {
      const { page, errors } = await open(`scene=${scene}&bib=${scene === 'gap' ? '7,8' : '7'}`, { viewport })
      await page.locator('[data-scene]').waitFor()
      const { width, height } = viewport
      const texts = await page.locator('[data-scene] *').evaluateAll((all) =>
        all
          .filter((element) => element.childElementCount === 0 && element.textContent!.trim() !== '')
          .map((element) => element.getBoundingClientRect())
          .map(({ left, right, top, bottom }) => ({ left, right, top, bottom })),
      )
      expect(texts.length).toBeGreaterThan(0)
      for (const { left, right, top, bottom } of texts) {
        expect(left).toBeGreaterThanOrEqual(0.05 * width - 1)
        expect(right).toBeLessThanOrEqual(0.95 * width + 1)
        expect(top).toBeGreaterThanOrEqual(0.05 * height - 1)
        expect(bottom).toBeLessThanOrEqual(0.95 * height + 1)
      }
      expect(alphaAt(await pixelsOf(page), 2, 2)).toBe(0)
      expect(errors).toEqual([])
      await close(page)
    }
  })

  it.each([
    ['tower', 320, 480],
    ['tower', 200, 400],
    ['tower', 400, 200],
    ['clock', 300, 80],
    ['clock', 160, 50],
    ['lower-third', 800, 120],
    ['lower-third', 300, 60],
    ['gap', 400, 100],
    ['gap', 800, 120],
    ['gap', 300, 60],
    ['gap', 400, 300],
    ['arrivals', 320, 240],
    ['leader', 320, 300],
    ['map', 480, 270],
    ['results', 480, 270],
    ['results', 300, 400],
    ['podium', 480, 270],
    ['podium', 300, 400],
  ])(
    'fills a source that is cut to it (%s, %i x %i): what has no room is left out whole, and no bib stands without its name',
    async (scene, width, height) => {
      const bib = scene === 'gap' ? '7,8' : '7'
      const race = ['results', 'podium'].includes(scene) ? finishing : slug
      const { page, errors } = await open(`scene=${scene}&bib=${bib}`, { race, viewport: { width, height } })
      await page.locator('[data-scene]').waitFor()
      const { cut, names, apart, filled } = await page.evaluate(() => {
        type Box = { left: number; top: number; right: number; bottom: number }
        /** Of a line of text, what its letters may stand out of its box, px. */
        const loose = 2
        function seenOf(element: Element): Box {
          const seen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight }
          for (let above = element.parentElement; above; above = above.parentElement) {
            if (getComputedStyle(above).overflow === 'visible') continue
            const { left, top, right, bottom } = above.getBoundingClientRect()
            seen.left = Math.max(seen.left, left)
            seen.top = Math.max(seen.top, top)
            seen.right = Math.min(seen.right, right)
            seen.bottom = Math.min(seen.bottom, bottom)
          }
          return seen
        }
        const isOut = (box: Box, seen: Box) =>
          box.left >= seen.right - loose ||
          box.right <= seen.left + loose ||
          box.top >= seen.bottom - loose ||
          box.bottom <= seen.top + loose
        const isIn = (box: Box, seen: Box) =>
          box.left >= seen.left - loose &&
          box.right <= seen.right + loose &&
          box.top >= seen.top - loose &&
          box.bottom <= seen.bottom + loose
        const texts = [...document.querySelectorAll('[data-scene] *')].filter(
          (element) => element.childElementCount === 0 && element.textContent!.trim() !== '',
        )
        const there = texts.filter((element) => element.getClientRects().length > 0)
        const shown = there.filter((element) => !isOut(element.getBoundingClientRect(), seenOf(element)))
        return {
          cut: shown
            .filter((element) => !isIn(element.getBoundingClientRect(), seenOf(element)))
            .map((element) => element.textContent),
          names: shown
            .filter((element) => element.closest('[data-bib]') && element.getAttribute('dir') === 'auto')
            .map(
              (element) =>
                element.getBoundingClientRect().width / parseFloat(getComputedStyle(element).fontSize),
            ),
          // What is written above the plate, and the plate.
          apart: [...document.querySelectorAll('[data-scene] section')].map(
            (plate) =>
              plate.getBoundingClientRect().top -
              document.querySelector('[data-scene] span')!.getBoundingClientRect().bottom,
          ),
          filled: document.querySelector('[data-scene]')!.getBoundingClientRect().width / innerWidth,
        }
      })
      expect(cut).toEqual([])
      for (const px of apart) expect(px).toBeGreaterThanOrEqual(0)
      expect(filled).toBeGreaterThan(0.85)
      if (!['clock', 'map'].includes(scene)) expect(Math.min(...names)).toBeGreaterThan(1.5)
      expect(errors).toEqual([])
      await close(page)
    },
  )

  it.each([
    ['tower', 400, 330],
    ['tower', 320, 300],
    ['arrivals', 320, 230],
  ])(
    'ends below its last line where it has no room for another (%s, %i x %i)',
    async (scene, width, height) => {
      const { page } = await open(`scene=${scene}&km=3`, { viewport: { width, height } })
      await page.locator('[data-bib]').nth(2).waitFor()
      const { blank, rem } = await page.evaluate(() => {
        const plate = document.querySelector('[data-scene] section')!.getBoundingClientRect()
        const lines = [...document.querySelectorAll('[data-scene] li')].map((line) =>
          line.getBoundingClientRect(),
        )
        const shown = lines.filter(({ left }) => left < plate.right)
        const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
        return { blank: plate.bottom - Math.max(...shown.map(({ bottom }) => bottom)), rem }
      })
      expect(blank / rem).toBeLessThan(2)
      await close(page)
    },
  )

  it.each(['results', 'podium', 'start-list'])(
    'is a list that can be read in a small source (%s)',
    async (scene) => {
      const { page } = await open(`scene=${scene}`, {
        race: finishing,
        viewport: { width: 480, height: 270 },
      })
      const names = page.locator('[data-bib] [dir="auto"]')
      await names.first().waitFor()
      const sizes = await names.evaluateAll((all) =>
        all.map((one) => Number.parseFloat(getComputedStyle(one).fontSize)),
      )
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(13)
      await close(page)
    },
  )

  it.each(['tower', 'finishers', 'lower-third'])(
    'cuts off nothing of the letters of a name (%s)',
    async (scene) => {
      const { page } = await open(`scene=${scene}&bib=7`, { race: finishing, viewport: sizes.large })
      const names = page.locator('[data-bib] [dir="auto"]:not(small *)')
      await names.first().waitFor()
      const cut = await names.evaluateAll((all) =>
        all.map((name) => {
          const { font, paddingLeft } = getComputedStyle(name)
          const letters = document.createRange()
          letters.selectNodeContents(name)
          const pen = document.createElement('canvas').getContext('2d')!
          pen.font = font
          const before = pen.measureText('J').actualBoundingBoxLeft - Number.parseFloat(paddingLeft)
          return Math.max(
            before,
            letters.getBoundingClientRect().bottom - name.getBoundingClientRect().bottom,
          )
        }),
      )
      expect(Math.max(...cut)).toBeLessThanOrEqual(0.5)
      await close(page)
    },
  )

  it('of two says what was between them once both are in', async () => {
    const answer = await fetch(`${services.url}/api/races/${finishing}/leaderboard`)
    const { rows } = (await answer.json()) as { rows: { bib: string; name: string; rawTime: number }[] }
    const [first, second] = rows
    const { page } = await open(`scene=gap&bib=${second!.bib},${first!.bib}`, { race: finishing })
    await page.locator('.ahead').getByText(first!.name).waitFor()
    await page.locator('.behind').getByText(second!.name).waitFor()
    const gap = page.locator('[data-gap]')
    expect(await gap.getAttribute('data-gap')).toBe(String((second!.rawTime - first!.rawTime) * 1000))
    await close(page)
  })

  it('of a private race wants the key in its address, and says so without one', async () => {
    const without = await open('scene=tower', { race: secret })
    await without.page
      .getByText(`Nothing here is called “${secret}” yet. A private race wants ?key=`)
      .waitFor()
    await close(without.page)
    const wrong = await open('scene=tower&key=nonsense', { race: secret })
    await wrong.page.getByText('The key in this address is not valid.').waitFor()
    await close(wrong.page)
    const { token } = await services.makeKey(secret)
    const { page } = await open(`scene=tower&rows=3&key=${token}`, { race: secret })
    await expect.poll(() => page.locator('[data-bib]').count(), soon).toBe(3)
    await close(page)
  })

  it('tells what of its address is not understood, each with what may be written', async () => {
    const { page } = await open('scene=arrivals&km=99&delay=soon&theme=pink&lang=xx&row=3')
    for (const text of [
      '“km=99” is not understood. Write: 0.1–4.9',
      '“delay=soon” is not understood. Write: 0–120000',
      '“theme=pink” is not understood. Write: light, dark',
      '“lang=xx” is not understood. Write: en, de, ar',
      '“row” is not known here.',
    ])
      await page.getByText(text).waitFor()
    await close(page)
    const nobody = await open('scene=gap&bib=7,999')
    await nobody.page.getByText('Nobody in this race has bib 999.').waitFor()
    await close(nobody.page)
  })

  it('shows who comes to a kilometre, each with the time until then', async () => {
    const { page } = await open('scene=arrivals&km=3&rows=4')
    await page.getByText('Arriving at km 3').waitFor()
    await expect.poll(() => page.locator('[data-bib] .first').count(), soon).toBeGreaterThan(0)
    const at = await page.evaluate(() => {
      const moment = Math.floor(window.__racecast!.playoutTime()! / 1000) * 1000
      window.__racecast!.freeze(moment)
      return moment
    })
    const answer = await fetch(`${services.url}/api/races/${slug}/leaderboard?at=${at}`)
    const { rows } = (await answer.json()) as { rows: { bib: string; distance: number }[] }
    await expect
      .poll(async () => {
        const bibs = await page
          .locator('[data-bib]')
          .evaluateAll((all) => all.map((line) => line.getAttribute('data-bib')))
        return bibs.map((bib) => rows.find((row) => row.bib === bib)!.distance < 3000)
      }, soon)
      .not.toContain(false)
    await close(page)
  })

  it('tells whether the gap grows or shrinks', async () => {
    const trend = gap.locator('[data-way]')
    await trend.waitFor({ timeout: 45_000 })
    expect(await trend.textContent()).toMatch(/closer|further apart|The gap stays/)
    await close(gap)
  })

  it('is as late as it is told to be', async () => {
    const [now, later] = await Promise.all([open('scene=clock'), open('scene=clock&delay=10000')])
    const seconds = async ({ page }: { page: Page }) => {
      const [h, m, s] = (await page.getByRole('timer').textContent())!.split(':').map(Number)
      return h! * 3600 + m! * 60 + s!
    }
    await expect
      .poll(async () => Math.abs((await seconds(now)) - (await seconds(later)) - 10), soon)
      .toBeLessThanOrEqual(1)
    await Promise.all([close(now.page), close(later.page)])
  })

  it('has its clock at once, however long the pictures are held back', async () => {
    const [now, later] = await Promise.all([open('scene=clock'), open('scene=clock&delay=120000')])
    const seconds = async ({ page }: { page: Page }) =>
      (await page.getByRole('timer').textContent())!
        .split(':')
        .reduce((sum, figure) => sum * 60 + Number(figure), 0)
    await expect
      .poll(async () => Math.abs((await seconds(now)) - (await seconds(later)) - 120), soon)
      .toBeLessThanOrEqual(2)
    expect(await later.page.evaluate(() => window.__racecast!.playoutTime())).toBeNull()
    await Promise.all([close(now.page), close(later.page)])
  })

  it('says how old it is while its gateway is dead, in a source of any size, and nothing once that is back', async () => {
    const [large, little] = await Promise.all([
      open('scene=tower', { viewport: sizes.large }),
      open('scene=clock', { viewport: { width: 300, height: 80 } }),
    ])
    const ageOf = ({ page }: { page: Page }) => page.getByText(/^as of \d\d:\d\d:\d\d, \d+ s ago$/)
    // A clock stands there before its first picture, and nothing is old yet.
    for (const { page } of [large, little]) await page.waitForFunction(() => window.__racecast?.playoutTime())
    await services.killGateway()
    for (const watched of [large, little]) {
      await ageOf(watched).waitFor()
      const { width } = watched.page.viewportSize()!
      const sign = (await ageOf(watched).boundingBox())!
      expect(sign.x).toBeGreaterThanOrEqual(0)
      expect(sign.x + sign.width).toBeLessThanOrEqual(width)
    }
    await services.startGateway()
    for (const watched of [large, little]) {
      await expect.poll(() => ageOf(watched).count(), { timeout: 30_000 }).toBe(0)
      await close(watched.page)
    }
  })

  it('runs from right to left in Arabic, by night where it is told to', async () => {
    const { page } = await open('scene=tower&rows=5&lang=ar&theme=dark', { viewport: sizes.large })
    await page.locator('[data-bib]').first().waitFor()
    const plate = (await page.locator('[data-scene] section').boundingBox())!
    expect(Math.round(plate.x + plate.width)).toBe(1920 - 96)
    const colour = await page
      .locator('[data-scene] section')
      .evaluate((section) => getComputedStyle(section).backgroundColor)
    expect(colour).toBe('rgb(25, 31, 39)')
    await close(page)
  })
})
