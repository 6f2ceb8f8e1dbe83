import { makePastRace } from '@racecast/generator/testing'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, dotsDrawn, launch, openPage, soon, type Watched } from './browser.ts'
import { hold } from './hold.ts'
import { type Services, startServices, token } from './services.ts'
import { signIn } from './sign-in.ts'

const field = 60
/** Without motion: a map that is drawn anew all the time takes both cores where there is no graphics card. */
const desktop = { viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' } as const

describe.skipIf(!chromiumPath)('race control in a browser', () => {
  let services: Services
  let browser: Browser
  let ada: Watched
  let slug: string

  beforeAll(async () => {
    services = await startServices(async (dataDir) => {
      const race = {
        course: 'crystal',
        name: 'Spring 5 km',
        competitors: field,
        fastest: 200,
        slowest: 420,
        dropoutRatio: 0.5,
        wanderRatio: 0.9,
        ...{ stoppingRatio: 0.1, minPause: 3600, maxPause: 3600 },
        seed: 8,
      }
      slug = await makePastRace(dataDir, race, 500)
    })
    browser = await launch()
    ada = await openPage(browser, `${services.url}/control`, desktop)
  })

  const page = () => ada.page

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
  })

  it('lets nobody in without the token, and says beside it what is wrong', async () => {
    const { page, errors } = ada
    await page.getByLabel('Your name').fill('Ada')
    await page.getByLabel('Control token').fill('guessed')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('This token does not open race control.').waitFor()
    // What the browser says of a refusal is not the page's error.
    errors.splice(0)
    await signIn(page, 'Ada')
    await page.getByRole('link', { name: 'Spring 5 km' }).waitFor()
  })

  it('keeps who is signed in over a reload', async () => {
    await ada.page.reload()
    await ada.page.getByText('Ada').waitFor()
  })

  it('creates a race by the form, every value checked as it is typed', async () => {
    const { page } = ada
    await page.getByRole('link', { name: 'New race' }).click()
    await page.getByLabel('Fastest').fill('59')
    await page.getByText('Between 60 and 1,800.').waitFor()
    expect(await page.getByRole('button', { name: 'Create and start now' }).isDisabled()).toBe(true)
    await page.getByLabel('Fastest').fill('200')
    await page.getByRole('textbox', { name: 'Name' }).fill('Made by hand')
    await page.getByLabel('Address').fill('by-hand')
    await page.getByRole('button', { name: 'Create and start now' }).click()
    await page.getByRole('link', { name: 'to the desk' }).click()
    await page.getByRole('heading', { name: 'Made by hand' }).waitFor()
  })

  it('pauses, resumes and stops it; the stop has to be held', async () => {
    const { page } = ada
    const stop = page.getByRole('button', { name: 'Stop the race' })
    /** Where it is held, whatever the bar has to say besides: px from the top. */
    const top = async () => (await stop.boundingBox())!.y
    await page.setViewportSize({ width: 1200, height: 900 })
    const narrow = await top()
    await page.setViewportSize(desktop.viewport)
    expect(await top()).toBe(narrow)
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    expect(await top()).toBe(narrow)
    await stop.click()
    expect(await page.getByText('The race is over.').count()).toBe(0)
    await hold(stop, page.getByText('The race is over.'))
    await expect
      .poll(() => page.locator('header .badge').first().textContent(), soon)
      .toMatch(/^Stopped at \d\d:\d\d/)
  })

  it('has everybody in a table, sorted, narrowed and walked through by keyboard', async () => {
    const { page } = ada
    await page.goto(`${services.url}/control/${slug}`)
    await dotsDrawn(page, field)
    const bibs = () => page.locator('tbody td.bib').allTextContents()
    await page.getByRole('button', { name: 'Bib' }).click()
    await expect.poll(async () => (await bibs()).slice(0, 3), soon).toEqual(['1', '2', '3'])
    await page.getByRole('button', { name: 'Bib' }).click()
    await expect.poll(async () => (await bibs())[0], soon).toBe(String(field))
    await page.keyboard.press('/')
    await page.keyboard.type('17')
    await expect.poll(bibs, soon).toEqual(['17'])
    await page.getByRole('searchbox').fill('')
    await page.locator('tbody button').first().focus()
    await page.keyboard.press('ArrowDown')
    await page.getByRole('heading', { name: String(field - 1) }).waitFor()
    await page.keyboard.press('End')
    await page.getByRole('heading', { name: /^1 / }).waitFor()
    expect(await page.evaluate(() => document.activeElement?.closest('tr')?.dataset.competitor)).toBe('1')
  })

  it('lists who needs a person, also in the title, and the map goes there', async () => {
    const { page } = ada
    const first = page.locator('.left .who').first()
    await first.waitFor({ timeout: 30_000 })
    expect(await page.title()).toMatch(/^\(\d+\) Spring 5 km/)
    await first.click()
    const bib = (await first.locator('.name b').textContent())!
    await page.getByRole('heading', { name: new RegExp(`^${bib} `) }).waitFor()
    const row = page.locator('tr[aria-selected="true"]')
    expect(await row.locator('td.bib').textContent()).toBe(bib)
    expect(await row.evaluate((line) => line.getBoundingClientRect().bottom <= innerHeight)).toBe(true)
    await expect.poll(() => page.evaluate(() => window.__racecast!.map!.getZoom()), soon).toBeGreaterThan(16)
    // By time and distance, too; but nobody goes back in time here.
    const diagram = page.locator('.right figure')
    await expect.poll(() => diagram.locator('svg path').count(), soon).toBeGreaterThan(1)
    expect(await diagram.getByRole('slider').count()).toBe(0)
  })

  it('shows the race as soon as it is known where an operator wants that, with all of the desk', async () => {
    const { page } = ada
    const behind = () => page.evaluate(() => Date.now() - window.__racecast!.playoutTime()!)
    expect(await behind()).toBeGreaterThanOrEqual(1950)
    await page.getByLabel('How late the desk is').selectOption('as soon as known')
    await expect.poll(behind, { timeout: 30_000 }).toBeLessThan(1900)
    await page.getByLabel('How late the desk is').selectOption('as spectators')
    await expect.poll(behind, soon).toBeGreaterThanOrEqual(1950)
  })

  it('corrects the gun of one wave alone', async () => {
    const { page } = await openPage(browser, `${services.url}/control`, desktop)
    await signIn(page, 'Cy')
    await page.getByRole('link', { name: 'New race' }).waitFor()
    const waves = await services.createRace({ course: 'crystal', competitors: 6, waves: 2, waveGapS: 1 })
    await page.goto(`${services.url}/control/${waves}`)
    // The second wave has begun, too.
    await expect.poll(() => page.getByRole('timer').textContent(), soon).toMatch(/^00:(?!00:0[01])/)
    await page.getByRole('button', { name: 'Gun…' }).click()
    const gun = page.getByLabel('The gun went at')
    const ofAll = await gun.inputValue()
    await page.getByLabel('Whose gun').selectOption('Wave 2 alone')
    expect(Date.parse(await gun.inputValue()) - Date.parse(ofAll)).toBe(1000)
    await gun.fill(ofAll)
    await page.getByText(/^The gun of wave 2 goes 1 s earlier: every race time of that wave/).waitFor()
    await page.getByRole('button', { name: 'Correct the gun' }).click()
    await page.getByText(/Cy corrected the gun of wave 2 from/).waitFor()
    await page.context().close()
  })

  it('has the form of the start say what another has ordered meanwhile, and makes no gun of what stood in it', async () => {
    const { page } = ada
    const waits = await services.createRace({
      ...{ course: 'crystal', competitors: 6, name: 'Waits', startTime: Date.now() + 3_600_000 },
    })
    const order = (path: string, body?: object) =>
      fetch(`${services.url}/api/races/${waits}/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      }).then(({ ok }) => expect(ok).toBe(true))
    await page.goto(`${services.url}/control/${waits}`)
    await page.getByRole('button', { name: 'Start time…' }).click()
    const start = page.getByLabel('The race starts at')
    const set = page.getByRole('button', { name: 'Set the start' })
    const later = Math.floor(Date.now() / 1000) * 1000 + 7_200_000
    await order('gun', { startTime: later })
    await expect.poll(async () => Date.parse(await start.inputValue()), soon).toBe(later)
    expect(await set.isDisabled()).toBe(true)
    // Somebody is about to set another start when it is started.
    const evening = new Date(later + 60_000 - new Date(later).getTimezoneOffset() * 60_000)
    await start.fill(evening.toISOString().slice(0, 19))
    await page.getByText('The race starts 1 min 0 s later').waitFor()
    await order('start')
    await page.getByText('That is when it was.').waitFor()
    expect(Date.parse(await page.getByLabel('The gun went at').inputValue())).toBeLessThan(later - 3_600_000)
    expect(await page.getByRole('button', { name: 'Correct the gun' }).isDisabled()).toBe(true)
    await page.goto(`${services.url}/control/${slug}`)
    await page.locator('.left .open .who').first().waitFor({ timeout: 30_000 })
  })

  it('has bibs at the names on the map, as everywhere at the desk', async () => {
    const { page } = ada
    const bibOf = (name: string) =>
      page.locator('tbody tr', { has: page.locator('td.name', { hasText: name }) }).locator('td.bib')
    const label = page.locator('.right .dot-label:not(.followed)').first()
    await expect.poll(() => label.count(), soon).toBe(1)
    const [bib, name] = await label.evaluate((one) => [...one.children].map(({ textContent }) => textContent))
    await page.getByRole('searchbox').fill(name!)
    expect(await bibOf(name!).allTextContents()).toContain(bib)
    await page.getByRole('searchbox').fill('')
  })

  it('shows two operators each other, what they see to and what they order, at once', async () => {
    const ben = await openPage(browser, page().url(), desktop)
    await signIn(ben.page, 'Ben')
    for (const one of [page(), ben.page]) {
      await expect
        .poll(
          () =>
            one
              .locator('.here li')
              .allTextContents()
              .then((names) => names.sort()),
          soon,
        )
        .toEqual(['Ada', 'Ben'])
    }
    // The last has been in the list for the shortest time, and is in it for the longest.
    const bib = (await page().locator('.left .open .name b').last().textContent())!
    const its = page().locator('.left .open li', {
      has: page().locator('.name b', { hasText: new RegExp(`^${bib}$`) }),
    })
    await its.first().getByRole('button', { name: 'I see to it' }).click()
    await ben.page.getByText(new RegExp(`Ada sees to ${bib}`)).waitFor()
    await ben.page.getByRole('heading', { name: 'Seen to' }).waitFor()
    await ben.page.getByRole('button', { name: 'Gun…' }).click()
    const gun = ben.page.getByLabel('The gun went at')
    const before = Date.parse(await gun.inputValue())
    const later = new Date(before + 5000 - new Date(before).getTimezoneOffset() * 60_000)
    await gun.fill(later.toISOString().slice(0, 21))
    await ben.page.getByText(/^The gun goes 5 s later: every race time becomes 5 s shorter/).waitFor()
    await ben.page.getByRole('button', { name: 'Correct the gun' }).click()
    await page()
      .getByText(/^.*Ben corrected the gun from/)
      .waitFor()
    expect(ben.errors).toEqual([])
    await ben.page.context().close()
    await expect.poll(() => page().locator('.here li').allTextContents(), soon).toEqual(['Ada'])
  })

  it('makes an address of a private race that who has no key of it can open', async () => {
    const secret = await services.createRace({
      ...{ course: 'crystal', competitors: 5, name: 'Juniors', visibility: 'private' },
    })
    const { page } = ada
    await page.goto(`${services.url}/control/${secret}`)
    await page.getByRole('heading', { name: 'Juniors' }).waitFor()
    await page.getByRole('button', { name: 'Private address…' }).click()
    await page.getByRole('button', { name: 'Make an address' }).click()
    await page.getByText('Say whom it is for').waitFor()
    await page.getByLabel('Whom the address is for').fill('Families')
    await page.getByRole('button', { name: 'Make an address' }).click()
    const address = await page.getByRole('textbox', { name: 'Public page' }).inputValue()
    const stranger = await openPage(browser, address)
    await stranger.page.getByRole('heading', { name: 'Juniors' }).waitFor()
    await stranger.page.context().close()
  })

  it('deletes a race for who types its name, and says so to who looks at it', async () => {
    const twice = await services.createRace({
      ...{ course: 'crystal', competitors: 5, name: 'Made twice', startTime: Date.now() + 3_600_000 },
    })
    const { page } = ada
    const fan = await openPage(browser, `${services.url}/race/${twice}`)
    await fan.page.getByRole('heading', { name: 'Made twice' }).waitFor()
    await page.goto(`${services.url}/control/${twice}`)
    await page.getByRole('button', { name: 'Delete…' }).click()
    const remove = page.getByRole('button', { name: 'Delete the race' })
    const typed = page.getByLabel('Name of the race')
    await typed.fill('Made')
    expect(await remove.isDisabled()).toBe(true)
    await typed.fill('Made twice')
    await remove.click()
    await page.getByRole('heading', { name: 'Race control' }).waitFor()
    expect(await page.getByRole('link', { name: 'Made twice' }).count()).toBe(0)
    await fan.page.getByRole('heading', { name: 'This race has been deleted' }).waitFor()
    await fan.page.context().close()
    expect((await fetch(`${services.url}/api/races/${twice}`)).status).toBe(404)
    await page.goto(`${services.url}/control/${slug}`)
    await page.getByRole('heading', { name: 'Spring 5 km' }).waitFor()
  })

  it('shows nothing red for the time in which the page itself stood still, as on a laptop that slept', async () => {
    const strip = page().getByRole('region', { name: 'Health of every stage' })
    await strip.locator('.name', { hasText: 'Servers' }).waitFor()
    await expect.poll(() => strip.locator('li.red').count(), soon).toBe(0)
    await page().evaluate((standingMs) => {
      const health = document.querySelector('[aria-label="Health of every stage"]')!
      new MutationObserver(() => {
        if (health.querySelector('li.red, [role="alert"]')) Object.assign(window, { wasRed: true })
      }).observe(health, { subtree: true, childList: true, attributes: true })
      const until = performance.now() + standingMs
      while (performance.now() < until);
    }, 5000)
    const answered = () => page().waitForResponse((response) => response.url().includes('/api/health'))
    await answered()
    await answered()
    expect(await page().evaluate(() => 'wasRed' in window)).toBe(false)
  })

  it('deletes a course that was added, once it was asked again, and says which races are run on one', async () => {
    const { page } = ada
    await page.goto(`${services.url}/control#courses`)
    await page.getByText('came with Racecast').first().waitFor()
    const gpx = `<?xml version="1.0"?><gpx version="1.1"><trk><name>Short lived</name><trkseg>${[
      ...[0, 0.01, 0.02].map((east) => `<trkpt lat="51.2" lon="${0.5 + east}"/>`),
    ].join('')}</trkseg></trk></gpx>`
    await page
      .getByLabel('Course file')
      .setInputFiles({ name: 'short.gpx', mimeType: 'application/gpx+xml', buffer: Buffer.from(gpx) })
    await page.getByRole('button', { name: 'Save the course' }).click()
    await page.getByRole('button', { name: 'Delete Short lived…' }).click()
    const remove = page.getByRole('button', { name: 'Delete Short lived', exact: true })
    const raced = await services.createRace({ course: 'short-lived', competitors: 3, name: 'On it' })
    await remove.click()
    await page.getByText(`Delete first what is run on short-lived: On it (${raced}).`).waitFor()
    // What a browser says of a refusal is not the page's error.
    ada.errors.splice(0)
    await services.act(raced, 'stop')
    await services.deleteRace(raced, 'On it')
    await remove.click()
    await remove.waitFor({ state: 'detached' })
    expect(await page.getByText('Short lived', { exact: true }).count()).toBe(0)
    expect((await fetch(`${services.url}/api/courses/short-lived`)).status).toBe(404)
    await page.goto(`${services.url}/control/${slug}`)
    await page.getByRole('heading', { name: 'Spring 5 km' }).waitFor()
  })

  it('shows red where the gateway is gone, and heals when it is back', async () => {
    const strip = page().getByRole('region', { name: 'Health of every stage' })
    await strip.locator('.name', { hasText: 'Servers' }).waitFor()
    await expect.poll(() => strip.locator('li.red').count(), soon).toBe(0)
    await strip.getByText(/\(this one\) · \d+ viewers? · fetches \d+ races?/).waitFor()
    await strip.getByText(/^\d+ viewers? every 1 s \(binary\)/).waitFor()
    await services.killGateway()
    await strip.getByText('This server does not answer.').waitFor()
    await page().getByText('Not connected: others may have done more.').waitFor()
    // What is ordered meanwhile is not done, and the desk says so.
    await page().getByRole('button', { name: 'Pause' }).click()
    await page().locator('.refused').waitFor()
    await services.startGateway()
    await expect
      .poll(() => strip.getByText('This server does not answer.').count(), { timeout: 30_000 })
      .toBe(0)
    await expect.poll(() => page().getByText('Not connected').count(), { timeout: 30_000 }).toBe(0)
    await expect
      .poll(() => page().locator('.late').textContent(), { timeout: 30_000 })
      .toMatch(/^\d+ s behind live$/)
    // What a browser says of a server that is away is not the page's error.
    const gone = /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE|ERR_CONNECTION_RESET|WebSocket|status of 50/
    ada.errors.splice(0, ada.errors.length, ...ada.errors.filter((text) => !gone.test(text)))
  })

  it('signs out: the cookie opens nothing any more, and the page of the desk neither', async () => {
    const { page } = ada
    const [cookie] = await page.context().cookies(`${services.url}/api`)
    const headers = { cookie: `${cookie!.name}=${cookie!.value}` }
    const session = async () => (await fetch(`${services.url}/api/session`, { headers })).status
    expect(await session()).toBe(200)
    const second = await page.context().newPage()
    await second.goto(`${services.url}/control`)
    await second.getByRole('button', { name: 'Sign out' }).click()
    await second.getByLabel('Control token').waitFor()
    expect(await session()).toBe(401)
    await page.getByLabel('Control token').waitFor()
    await services.killGateway()
    await services.startGateway()
    expect(await session()).toBe(401)
    const refused = /status of 401|ERR_|WebSocket|status of 50/
    ada.errors.splice(0, ada.errors.length, ...ada.errors.filter((text) => !refused.test(text)))
  })

  it('has had no error on the console and asked nobody else for anything', () => {
    expect(ada.errors).toEqual([])
    expect(ada.strangers).toEqual([])
  })
})
