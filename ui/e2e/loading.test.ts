import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, dotsDrawn, launch } from './browser.ts'
import { isOfTheMap } from './built-code.ts'
import { type Services, startServices } from './services.ts'

describe.skipIf(!chromiumPath)('the page of a race, as it loads', { timeout: 60_000 }, () => {
  let services: Services
  let browser: Browser
  let race = ''

  beforeAll(async () => {
    services = await startServices()
    race = await services.createRace({ course: 'crystal', competitors: 5 })
    browser = await launch()
  }, 60_000)

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
})
