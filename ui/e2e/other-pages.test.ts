import { makePastRace } from '@racecast/generator/testing'
import type { Browser, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, launch, openPage, soon } from './browser.ts'
import { type Services, startServices } from './services.ts'

describe.skipIf(!chromiumPath)('the other pages in a browser', () => {
  let services: Services
  let browser: Browser

  beforeAll(async () => {
    services = await startServices(async (dataDir) => {
      const race = { course: 'crystal', name: 'Made by hand', slug: 'by-hand', competitors: 5 }
      await makePastRace(dataDir, race, 60)
    })
    browser = await launch()
  })

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
  })

  it('list a race that runs, its course drawn, its clock going on by itself', async () => {
    const { page, errors } = await openPage(browser, services.url)
    await page.getByRole('heading', { name: 'Made by hand' }).waitFor()
    await page.waitForSelector('a[href="/race/by-hand"] svg path')
    expect(await page.getByText('Simulated').count()).toBe(1)
    await page.getByText('Live', { exact: true }).waitFor()
    // The list is not asked for with every second.
    let asked = 0
    page.on('request', () => asked++)
    const clock = page.locator('.figures')
    const first = await clock.textContent()
    await expect.poll(() => clock.textContent(), soon).not.toBe(first)
    expect(asked).toBeLessThan(2)
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('count down before the gun', async () => {
    const slug = await services.createRace({
      course: 'crystal',
      competitors: 5,
      startTime: Date.now() + 3_600_000,
    })
    const { page, errors } = await openPage(browser, `${services.url}/race/${slug}`)
    await expect.poll(() => page.locator('.clock').textContent(), soon).toMatch(/^\s*(59:\d\d|1:00:0\d)\s*$/)
    await page.getByRole('heading', { name: 'Start list' }).waitFor()
    await expect.poll(() => page.locator('[data-competitor]').count(), soon).toBe(5)
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('say that there is no such race', async () => {
    const { page } = await openPage(browser, `${services.url}/race/no-such-race`)
    await page.getByRole('heading', { name: 'There is no race here' }).waitFor()
    await page.context().close()
  })

  it('say of a race that was deleted while it was watched that it was, and not that they are disconnected', async () => {
    const startTime = Date.now() + 3_600_000
    const name = 'Made twice'
    const slug = await services.createRace({ course: 'crystal', competitors: 5, startTime, name })
    const opened = await Promise.all(
      ['race', 'screen'].map((kind) => openPage(browser, `${services.url}/${kind}/${slug}`)),
    )
    for (const { page } of opened) await page.getByText(name).first().waitFor()
    await services.deleteRace(slug, name)
    for (const { page, errors } of opened) {
      await page.getByText('This race has been deleted').waitFor()
      expect(await page.locator('[data-competitor], canvas').count()).toBe(0)
      // Who comes back to the page is shown nothing of it either.
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
      expect(await page.getByText(/Disconnected|Reconnecting/).count()).toBe(0)
      expect(errors).toEqual([])
      await page.context().close()
    }
  })

  it('show a private race to who has its key in the address, tell nobody of it, and say what is wrong with another', async () => {
    const slug = await services.createRace({ course: 'crystal', competitors: 5, visibility: 'private' })
    const { token, key } = await services.makeKey(slug)
    const address = `${services.url}/race/${slug}`
    const { page, errors } = await openPage(browser, `${address}?key=${token}`)
    const requests: Request[] = []
    page.on('request', (request) => requests.push(request))
    await page.locator('[data-competitor]').first().waitFor()
    await page.evaluate(() => fetch('/api/site'))
    // Asked here and not as they come, when the page may close in the middle.
    const referrers = await Promise.all(requests.map(async (one) => (await one.allHeaders()).referer))
    expect(referrers.length).toBeGreaterThan(0)
    // The map's worker names itself to the file that it shares with the page; no page is named, and no key.
    expect(
      referrers.filter((one) => one && !/^[^?]*\/_app\/immutable\/[^?]*\.js$/.test(String(one))),
    ).toEqual([])
    await page.locator('[data-competitor]').first().click()
    await expect.poll(() => new URL(page.url()).searchParams.has('follow'), soon).toBe(true)
    expect(new URL(page.url()).searchParams.get('key')).toBe(token)
    expect(errors).toEqual([])

    await services.revokeKey(key.jti)
    await page.reload()
    await page.getByText('The key in this address was withdrawn.').waitFor()
    await page.goto(`${address}?key=${token.slice(0, -9)}`)
    await page.getByText('The key in this address is not valid.').waitFor()
    await page.goto(address)
    await page.getByRole('heading', { name: 'There is no race here' }).waitFor()
    await page.context().close()
  })

  it('fit a phone: nothing is wider than the screen', async () => {
    for (const path of ['/', '/control', '/feed', '/race/by-hand']) {
      const { page } = await openPage(browser, services.url + path, { viewport: { width: 390, height: 844 } })
      await page.locator('h1').first().waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390)
      await page.context().close()
    }
  })
})
