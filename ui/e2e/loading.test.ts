import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { race as arabic } from '../messages/ar/race.ts'
import { race as german } from '../messages/de/race.ts'
import { race as english } from '../messages/en/race.ts'
import { chromiumPath, dotsDrawn, launch, soon } from './browser.ts'
import { isOfTheMap } from './built-code.ts'
import { type Services, startServices } from './services.ts'

describe.skipIf(!chromiumPath)('the page of a race, as it loads', () => {
  let services: Services
  let browser: Browser
  let race = ''

  beforeAll(async () => {
    services = await startServices()
    race = await services.createRace({ course: 'crystal', competitors: 5 })
    browser = await launch()
  })

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
  })

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
  })

  const newPage = async (): Promise<Page> => (await browser.newContext()).newPage()

  it('has its one feed opened before any of its code has come', async () => {
    const page = await newPage()
    const feeds: string[] = []
    const isOpened = new Promise<void>((resolve) =>
      page.on('websocket', (socket) => {
        feeds.push(socket.url())
        socket.on('framereceived', () => resolve())
      }),
    )
    await page.route(/\.js$/, async (route) => {
      await isOpened
      await route.continue()
    })
    await page.goto(`${services.url}/race/${race}`)
    await dotsDrawn(page, 5)
    expect(feeds).toEqual([`${services.url.replace('http', 'ws')}/feed`])
  })

  it('asks for the map when the list is there', async () => {
    const page = await newPage()
    const linesThen: number[] = []
    await page.route(
      (url) => isOfTheMap(url.href),
      async (route) => {
        linesThen.push(await page.locator('[data-competitor]').count())
        await route.continue()
      },
    )
    await page.goto(`${services.url}/race/${race}`)
    await dotsDrawn(page, 5)
    expect(linesThen.length).toBeGreaterThan(0)
    expect(linesThen.filter((lines) => lines < 5)).toEqual([])
  })

  it('asks for what is said in the language of the viewer before any of its code has come', async () => {
    const askedFor = async (query: string, locale: string) => {
      const page = await (await browser.newContext({ locale })).newPage()
      const code: string[] = []
      // None of it ever comes: what is asked for, the shell asks for.
      await page.route(/\.js$/, (route) => void code.push(new URL(route.request().url()).pathname))
      await page.goto(`${services.url}/race/${race}${query}`, { waitUntil: 'domcontentloaded' })
      const links = await page.locator('link[rel=modulepreload]').count()
      await expect.poll(() => code.length, soon).toBe(links)
      return code
    }
    const languages = [
      ['', 'en-GB', english],
      ['?lang=ar', 'en-GB', arabic],
      ['', 'de-AT', german],
    ] as const
    const asked: string[][] = []
    for (const [query, locale] of languages) asked.push(await askedFor(query, locale))
    for (const [i, [, , words]] of languages.entries()) {
      const others = new Set(asked[(i + 1) % languages.length])
      const own = asked[i]!.filter((path) => !others.has(path))
      expect(own).toHaveLength(1)
      expect(await (await fetch(services.url + own[0])).text()).toContain(words.leaderboard)
    }
  })
})
