import { redisIsMissing, type TemporaryRedis, temporaryRedis } from '@racecast/infra/stack/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestHook } from '../src/lib/test-hook.ts'
import { chromiumPath, launch, openPage, type Watched } from './browser.ts'
import { type Services, startServices } from './services.ts'
import { signIn } from './sign-in.ts'

const name = 'Juniors 5 km'

describe.skipIf(!chromiumPath)('who may see a race, changed at the desk', { timeout: 150_000 }, () => {
  let redis: TemporaryRedis | null
  let services: Services
  let browser: Browser
  let other: { url: string }
  let slug: string
  let ada: Page
  let ben: Page
  let list: Page
  let invited: Page
  let wall: Page
  const opened: Watched[] = []

  const open = async (address: string) => {
    const one = await openPage(browser, address)
    opened.push(one)
    return one.page
  }
  const desk = async (operator: string) => {
    const page = await open(`${services.url}/control/${slug}`)
    await signIn(page, operator)
    await page.getByRole('heading', { name }).waitFor()
    return page
  }
  /** What a page shows moves on, and is said to be the present. */
  const goesOn = async (page: Page) => {
    const moment = () =>
      page.evaluate(() => (window as { __racecast?: TestHook }).__racecast?.playoutTime() ?? null)
    await expect.poll(moment, { timeout: 30_000 }).not.toBe(null)
    const before = (await moment())!
    await expect.poll(moment, { timeout: 30_000 }).toBeGreaterThan(before + 6000)
    expect(await page.getByText(/Disconnected|Reconnecting|No new fixes/).allTextContents()).toEqual([])
  }
  const inList = () => list.getByText(name)

  beforeAll(async () => {
    redis = redisIsMissing ? null : await temporaryRedis()
    services = await startServices(undefined, redis ? { BUS_URL: redis.url } : {})
    // Without a Redis there is one gateway alone.
    other = redis ? await services.addGateway() : services
    browser = await launch()
    const race = { course: 'crystal', competitors: 8, name, fastest: 300, slowest: 420 }
    slug = await services.createRace(race)
  }, 90_000)

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
    await redis?.stop()
  })

  it('is private: whoever has no key is told so in their language at every gateway, and who has one goes on', async () => {
    ada = await desk('Ada')
    ben = await desk('Ben')
    const { token } = await services.makeKey(slug)
    invited = await open(`${services.url}/race/${slug}?key=${token}`)
    wall = await open(`${other.url}/screen/${slug}`)
    list = await open(services.url)
    await inList().first().waitFor()
    const fans = await Promise.all([
      open(`${services.url}/race/${slug}`),
      open(`${other.url}/race/${slug}?lang=de`),
      open(`${services.url}/race/${slug}?lang=ar&lite=1`),
    ])
    for (const page of [invited, wall, ...fans]) await page.getByText(name).first().waitFor()

    await ada.getByRole('button', { name: 'Make private…' }).click()
    await ada.getByLabel('Reason, for the log').fill('A family asked')
    await ada.getByRole('button', { name: 'Make it private' }).click()
    const told = ['This race has become private', 'Dieses Rennen ist jetzt privat', 'أصبح هذا السباق خاصًّا']
    for (const [i, page] of fans.entries()) {
      await page.getByRole('heading', { name: told[i]! }).waitFor()
      expect(await page.locator('[data-competitor], canvas').count()).toBe(0)
      await page.context().close()
    }
    await wall.getByText('This race has become private').waitFor()
    await expect.poll(() => inList().count(), { timeout: 30_000 }).toBe(0)
    for (const page of [invited, ada]) await goesOn(page)
    // The other desk hears of it as this one does.
    for (const page of [ada, ben]) {
      await page.getByText('Ada made the race private: A family asked').waitFor()
      await page.getByRole('button', { name: 'Private address…' }).waitFor()
      expect(await page.getByRole('button', { name: 'Make private…' }).count()).toBe(0)
    }
    const late = await open(`${services.url}/race/${slug}`)
    await late.getByRole('heading', { name: 'There is no race here' }).waitFor()
    await late.context().close()
  })

  it('is public again: it is in the list, a screen that was left alone comes back, and who watches goes on', async () => {
    await ben.getByRole('button', { name: 'Make public…' }).click()
    await ben.getByRole('button', { name: 'Make it public' }).click()
    await ada.getByRole('link', { name: 'Public page' }).waitFor()
    await ada.getByText('Ben made the race public').waitFor()
    await expect.poll(() => inList().count(), { timeout: 30_000 }).toBeGreaterThan(0)
    await expect
      .poll(() => wall.getByText('This race has become private').count(), { timeout: 30_000 })
      .toBe(0)
    for (const page of [invited, wall]) await goesOn(page)
    await (await open(`${other.url}/race/${slug}`)).locator('[data-competitor]').first().waitFor()
    for (const { errors } of opened) expect(errors.filter((error) => !/404|4404/.test(error))).toEqual([])
  })
})
