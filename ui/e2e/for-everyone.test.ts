import { makePastRace } from '@racecast/generator/testing'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { violations } from './axe.ts'
import { chromiumPath, dotsDrawn, launch, openPage, soon } from './browser.ts'
import { isOfTheMap } from './built-code.ts'
import { overlaps } from './overlaps.ts'
import { type Services, startServices } from './services.ts'

const field = 8
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const desktop = { viewport: { width: 1440, height: 900 } }
const night = { colorScheme: 'dark' } as const

const names = [
  'bib,name',
  '1,محمد بن عبد الرحمن بن عبد العزيز القحطاني',
  '2,Wolfeschlegelsteinhausenbergerdorff Maximilian von und zu Hohenfels',
  '3,Αλεξάνδρα Παπαδοπούλου-Οικονομοπούλου',
  'F1234,山田 太郎',
].join('\n')

describe.skipIf(!chromiumPath)('the pages for everyone', () => {
  let services: Services
  let browser: Browser
  const slugs = { running: '', finished: '', coming: '', names: '' }

  beforeAll(async () => {
    const race = { course: 'crystal', competitors: field, stoppingRatio: 0.5, seed: 3 }
    services = await startServices(async (dataDir) => {
      slugs.finished = await makePastRace(
        dataDir,
        { ...race, stoppingRatio: 0, fastest: 61, slowest: 64 },
        340,
      )
      const named = { course: 'crystal', startList: names, fastest: 190, slowest: 400, seed: 3 }
      slugs.names = await makePastRace(dataDir, named, 240)
      slugs.running = await makePastRace(dataDir, { ...race, fastest: 190, slowest: 400 }, 420)
    })
    slugs.coming = await services.createRace({ ...race, startTime: Date.now() + 3_600_000 })
    browser = await launch()
  })

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
  })

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
  })

  /** Without motion: what is looked at must not be in the middle of fading. */
  async function open(path: string, options: BrowserContextOptions): Promise<Page> {
    const { page } = await openPage(browser, services.url + path, { reducedMotion: 'reduce', ...options })
    return page
  }

  const race =
    (which: keyof typeof slugs, query = '') =>
    () =>
      `/race/${slugs[which]}?${query}`
  const screens: [what: string, path: () => string, ready: string, options: BrowserContextOptions][] = [
    ['the list of races', () => '/', 'a[href^="/race/"]', desktop],
    ['the list of races in Arabic by night', () => '/?lang=ar', 'a[href^="/race/"]', { ...phone, ...night }],
    ['race control', () => '/control', 'form', desktop],
    ['a race to come, on a phone', race('coming'), '.ask', phone],
    ['a running race', race('running', 'follow=2,5'), '[data-competitor]', desktop],
    ['a running race on a phone by night', race('running', 'follow=2,5'), '.runner', { ...phone, ...night }],
    [
      'a finished race by night',
      race('finished', 'follow=1,2,3,4,5,6'),
      '[data-competitor]',
      { ...desktop, ...night },
    ],
    ['a running race in Arabic', race('running', 'lang=ar&follow=1,2,3,4,5,6'), '.runner', phone],
  ]

  it.each(screens)('are as WCAG 2.2 AA wants them: %s', async (_, path, ready, options) => {
    const page = await open(path(), options)
    await page.waitForSelector(ready)
    expect(await violations(page)).toEqual([])
  })

  it('can be walked through by keyboard alone, and show where one is', async () => {
    const page = await open(race('running')(), desktop)
    await page.waitForSelector('[data-competitor]')
    await page.waitForSelector('canvas')
    const walked: string[] = []
    for (let step = 0; step < 40; step++) {
      await page.keyboard.press('Tab')
      const at = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement | null
        if (!element || element === document.body) return null
        const styles = [
          getComputedStyle(element),
          getComputedStyle(element, '::after'),
          getComputedStyle(element.parentElement!),
        ]
        const outlined = styles.some(
          ({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
        )
        const label = element.getAttribute('aria-label') ?? (element.closest('label') ?? element).textContent
        return { name: `${element.tagName} ${label.trim()}`, outlined }
      })
      if (!at) break
      expect(at.outlined, at.name).toBe(true)
      walked.push(at.name)
    }
    // It ends: nothing holds the keyboard. First past everything that is long, and no two stops are the same.
    expect(walked.length).toBeLessThan(40)
    expect(walked[0]).toContain('Skip')
    expect(walked.filter((name) => /INPUT|SELECT/.test(name))).toHaveLength(3)
  })

  it('let dots stand between two ticks for who wants no motion', async () => {
    const page = await open(race('running')(), desktop)
    await dotsDrawn(page, field)
    await page.evaluate(
      () => new Promise<unknown>((resolve) => window.__racecast!.map!.once('idle', resolve)),
    )
    const { places, frames, seconds } = await page.evaluate(
      () =>
        new Promise<{ places: number; frames: number; seconds: number }>((resolve) => {
          const hook = window.__racecast!
          const began = hook.playoutTime()!
          const places = new Set<string>()
          let frames = 0
          // As painted: between a tick and its frame the numbers are of the frame before.
          hook.map!.on('render', () => {
            places.add(
              hook
                .dots()
                .map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`)
                .join(),
            )
          })
          const look = () => {
            frames++
            if (hook.playoutTime()! - began < 3000 || frames <= 8) requestAnimationFrame(look)
            else resolve({ places: places.size, frames, seconds: (hook.playoutTime()! - began) / 1000 })
          }
          look()
        }),
    )
    // One step for each second that has passed, begun ones included.
    expect(places).toBeGreaterThan(1)
    expect(places).toBeLessThanOrEqual(Math.ceil(seconds) + 2)
    expect(frames).toBeGreaterThan(8)
  })

  it('are mirrored in Arabic, with nothing over anything else and nothing out of reach', async () => {
    const page = await open(race('running', 'lang=ar&follow=2,5')(), phone)
    await page.waitForSelector('.runner')
    expect(await overlaps(page, '.runner dt, .runner dd, .runner .name, .runner .place')).toEqual([])
    await page.getByRole('tab').nth(1).click()
    await page.waitForSelector('[data-competitor]')
    expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([
      'ar',
      'rtl',
    ])
    const x = (selector: string) => page.$eval(selector, (element) => element.getBoundingClientRect().x)
    expect(await x('header .home')).toBeGreaterThan(await x('header .clock'))
    expect(await x('[role="tab"]:first-child')).toBeGreaterThan(await x('[role="tab"]:last-child'))
    expect(await x('[data-competitor] .bib')).toBeGreaterThan(await x('[data-competitor] .figures'))
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    expect(await overlaps(page, 'header, .head, [data-competitor]')).toEqual([])
    const apart = await page.$$eval('.head > span', (heads) => {
      const boxes = heads.map((head) => {
        const words = document.createRange()
        words.selectNodeContents(head)
        return words.getBoundingClientRect()
      })
      return boxes.slice(1).map((box, i) => boxes[i]!.left - box.right)
    })
    expect(Math.min(...apart)).toBeGreaterThan(4)
    // A clock and its minus are read from the left, whatever is around them.
    expect(
      await page.$eval('header .clock', (clock) => getComputedStyle(clock).unicodeBidi + clock.textContent),
    ).toMatch(/\u2066\d\d:\d\d:\d\d\u2069/)
    await page.getByRole('tab').nth(2).click()
    await expect.poll(() => page.locator('[role="tabpanel"] li').count(), soon).toBeGreaterThan(0)
    expect(await overlaps(page, '[role="tabpanel"] li, [role="tabpanel"] h2, [role="tabpanel"] h3')).toEqual(
      [],
    )
  })

  it('have room for the heads of their columns in German, and none of them where there is only a start list', async () => {
    const page = await open(race('running', 'lang=de')(), phone)
    await page.getByRole('tab').nth(1).click()
    await page.waitForSelector('[data-competitor]')
    expect(await overlaps(page, '.head')).toEqual([])
    await page.goto(services.url + race('coming', 'lang=de')())
    await page.getByRole('tab').nth(1).click()
    await page.waitForSelector('[data-competitor]')
    expect(await page.locator('.head span').allTextContents()).toEqual(['Nr.', 'Name'])
    expect(await page.locator('[data-competitor] :is(.position, .figures)').count()).toBe(0)
  })

  it('say to who hears them what each figure is, on a phone too', async () => {
    const page = await open(`/race/${slugs.running}?follow=2`, phone)
    expect(await page.locator('.runner').ariaSnapshot()).toMatch(/Place \d of 8/)
    await page.getByRole('tab', { name: 'Board' }).click()
    const row = await page.locator('[data-competitor]').first().ariaSnapshot()
    expect(row.replace(/\s+/g, ' ')).toMatch(
      /Place 1 Bib \d.*km · [\d.]+ k?m to go pace \d+:\d\d \d+:\d\d Time \d+:\d\d/,
    )
  })

  it('show the beginning of a long name in every script, and the whole of a bib', async () => {
    const page = await open(race('names', 'follow=1,2,3,F1234')(), desktop)
    await page.waitForSelector('.dot-label.followed')
    const first = page.locator('.dot-label.followed', { hasText: 'محمد' }).locator('span')
    await first.waitFor()
    const cut = await first.evaluate((name) => {
      const range = document.createRange()
      range.setStart(name.firstChild!, 0)
      range.setEnd(name.firstChild!, 4)
      const [word, box] = [range.getBoundingClientRect(), name.getBoundingClientRect()]
      return Math.max(box.left - word.left, word.right - box.right, name.clientWidth - name.scrollWidth + 1)
    })
    expect(cut).toBeLessThanOrEqual(1)
    const bibs = await page.$$eval('.runner .bib', (all) =>
      all.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
    )
    expect(bibs).toEqual([0, 0, 0, 0])
  })

  it('have a light view for a bad line: no map, the slowest rate, and left by one touch', async () => {
    const page = await open('/', phone)
    const asked: string[] = []
    const sent: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))))
    // What Android tells a page whose reader saves data.
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'connection', { value: { saveData: true, rtt: 300 } })
    })
    await page.goto(services.url + race('running')())
    await page.getByText('Light view', { exact: false }).waitFor()
    await page.waitForSelector('[data-competitor]')
    expect(await violations(page)).toEqual([])
    expect(sent.find((text) => text.includes('"subscribe"'))).toContain('"every":15')
    expect(asked.filter(isOfTheMap)).toEqual([])
    expect(await page.locator('canvas').count()).toBe(0)
    await page.getByRole('button', { name: 'Show the map' }).click()
    await page.waitForSelector('canvas')
    expect(page.url()).toContain('lite=0')
    expect(asked.some(isOfTheMap)).toBe(true)
  })

  it('promise no positions in the light view of a race that is over, and no more than about of a spot that was passed', async () => {
    const page = await open(race('finished', 'lite=1&follow=1&spot=-0.06599,51.42312')(), phone)
    await page.getByText('Light view: the list alone.', { exact: true }).waitFor()
    const passages = page.locator('.runner dd', { hasText: 'passed' })
    await passages.first().waitFor()
    for (const text of await passages.allTextContents()) expect(text).toMatch(/passed about.\d+:\d\d/)
    expect(await page.locator('.runner dd.when').count()).toBe(0)
  })

  it('keep the language that is chosen, and take it back out of the address', async () => {
    const page = await open('/?lang=ar', desktop)
    await page.getByRole('combobox').selectOption('de')
    await page.waitForSelector('html[lang="de"]')
    await page.goto(services.url + race('coming')())
    await page.getByRole('heading', { name: 'Startliste' }).waitFor()
    // Who runs the race works in English.
    await page.goto(`${services.url}/control`)
    await page.waitForSelector('html[lang="en"] form')
  })
})
