import { makePastRace } from '@racecast/generator/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, launch, openPage } from './browser.ts'
import { type Services, startServices } from './services.ts'

describe.skipIf(!chromiumPath)('a line that is dead without anybody having said so', () => {
  let services: Services
  let browser: Browser
  let slug: string

  beforeAll(async () => {
    const request = {
      course: 'crystal',
      competitors: 20,
      fastest: 240,
      slowest: 400,
      stoppingRatio: 0,
      seed: 3,
    }
    services = await startServices(async (dataDir) => {
      slug = await makePastRace(dataDir, request, 120)
    })
    browser = await launch()
  })

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
  })

  const age = (page: Page) => page.locator('.lateness button')
  const silent = (page: Page) => page.getByRole('img', { name: 'no fix' }).count()

  it('is what the page says, and no runner is called silent for it, until it carries again', async () => {
    const { page } = await openPage(browser, `${services.url}/race/${slug}`)
    await age(page).filter({ hasText: 'behind live' }).waitFor()
    const goOn = services.freeze('gateway')
    try {
      await age(page)
        .filter({ hasText: /Nothing comes in · picture ([6-9]|1\d) s old/ })
        .waitFor()
      expect(await silent(page)).toBe(0)
    } finally {
      goOn()
    }
    await age(page).filter({ hasText: 'behind live' }).waitFor()
    await page.context().close()
  })

  it('is told from a race of which nothing new is measured', async () => {
    const { page } = await openPage(browser, `${services.url}/race/${slug}`)
    await age(page).filter({ hasText: 'behind live' }).waitFor()
    const goOn = services.freeze('generator')
    try {
      // The server is heard every ten seconds at least, whatever there is to tell.
      await age(page).filter({ hasText: 'No new fixes' }).waitFor({ timeout: 30_000 })
      await expect.poll(() => silent(page)).toBeGreaterThan(5)
    } finally {
      goOn()
    }
    await age(page).filter({ hasText: 'behind live' }).waitFor({ timeout: 30_000 })
    await page.context().close()
  })
})
