import jsQr from 'jsqr'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, launch, openPage } from './browser.ts'
import { pixelsOf } from './screenshot-pixels.ts'
import { type Services, startServices } from './services.ts'

/** What a camera reads off the page, or null. */
async function readCode(page: Page): Promise<string | null> {
  const { width, height, data } = await pixelsOf(page, page.locator('.code svg'))
  return jsQr(data, width, height)?.data ?? null
}

describe.skipIf(!chromiumPath)('the code on the big screen', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launch()
  })

  afterAll(() => browser?.close())

  async function screenWith(
    settings: Record<string, string>,
    look: (services: Services, page: Page) => Promise<void>,
  ) {
    const services = await startServices(async () => {}, settings)
    const { page } = await openPage(browser, `${services.url}/screen/test?scene=map`, {
      ...{ viewport: { width: 960, height: 540 }, colorScheme: 'dark', reducedMotion: 'reduce' },
    })
    try {
      await look(services, page)
    } finally {
      await page.context().close()
      await services.stop()
    }
  }

  it('leads to the race at the public address', async () => {
    await screenWith({ PUBLIC_URL: 'https://race.example/' }, async (_, page) => {
      await page.locator('.code svg').waitFor()
      expect(await readCode(page)).toBe('https://race.example/race/test')
    })
  })

  it('stands below the countdown with all of its address, however long that is', async () => {
    await screenWith({ PUBLIC_URL: 'https://race.example/' }, async ({ url, createRace }, page) => {
      const slug = 'run-around-the-great-lake-and-back-again'
      await createRace({ course: 'crystal', competitors: 3, slug, startTime: Date.now() + 3_600_000 })
      await page.goto(`${url}/screen/${slug}`)
      const address = (await page.locator('[data-scene="countdown"] small', { hasText: slug }).boundingBox())!
      const panel = (await page.locator('[data-scene="countdown"] section').boundingBox())!
      expect(address.y + address.height).toBeLessThan(panel.y + panel.height)
    })
  })

  it('is not there without an address that phones can reach: the remedy is', async () => {
    await screenWith({ PUBLIC_URL: 'http://localhost:8080' }, async (_, page) => {
      await page.getByText('Set PUBLIC_URL to the address').waitFor()
      expect(await page.locator('.code svg').count()).toBe(0)
    })
  })
})
