import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, launch, openPage, soon, type Watched } from './browser.ts'
import { hold } from './hold.ts'
import { type Services, startServices } from './services.ts'
import { signIn } from './sign-in.ts'

/** A loop of some 420 m in a park, as a watch records it. */
const gpx = `<?xml version="1.0"?><gpx version="1.1"><trk><name>Village Green</name><trkseg>${[
  [51.2, 0.5],
  [51.2, 0.5015],
  [51.2009, 0.5015],
  [51.2009, 0.5],
  [51.20004, 0.5],
]
  .map(([lat, lon]) => `<trkpt lat="${lat}" lon="${lon}"/>`)
  .join('')}</trkseg></trk></gpx>`
const startList =
  'bib,name,club,category\n1,Ada Lovelace,Harriers,V40\n2,Ben Okri,,SM\n3,Cleo Vance,Harriers,SW\n4,Dag Holm,,V40\n'

describe.skipIf(!chromiumPath)('a new user, with nothing but the pages', () => {
  let services: Services
  let browser: Browser
  let control: Watched
  let page: Page

  beforeAll(async () => {
    services = await startServices()
    browser = await launch()
    control = await openPage(browser, `${services.url}/control`, {
      viewport: { width: 1440, height: 900 },
      // Without motion: a map that is drawn anew all the time takes both cores where there is no graphics card.
      reducedMotion: 'reduce',
      acceptDownloads: true,
    })
    page = control.page
    await signIn(page, 'Ada')
  })

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
  })

  it('adds a course from a GPX, moves its start, turns it round, and is told beside each field what is wrong', async () => {
    await page.getByRole('link', { name: 'Courses' }).click()
    await page
      .getByLabel('Course file')
      .setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') })
    await page.getByText('Export the course in one of these').waitFor()
    await page
      .getByLabel('Course file')
      .setInputFiles({ name: 'green.gpx', mimeType: 'application/gpx+xml', buffer: Buffer.from(gpx) })
    const asDrawn = await page.getByText('a loop · no fence').textContent()
    const startFlag = page.getByRole('button', { name: /^Start flag/ })
    const save = page.getByRole('button', { name: 'Save the course' })
    await startFlag.focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => page.getByText('a loop · no fence').textContent(), soon).not.toBe(asDrawn)
    await page.getByLabel('Official distance').fill('4000')
    await page.getByText('give metres for all laps together').waitFor()
    expect(await save.isDisabled()).toBe(true)
    await page.getByLabel('Official distance').fill('400')
    await expect.poll(() => save.isDisabled(), soon).toBe(false)
    await page.getByRole('button', { name: 'Run it the other way' }).click()
    await page.getByRole('button', { name: 'Add a fence' }).click()
    await page.getByText('with a fence').waitFor()
    await save.click()
    await page.getByText('Saved: village-green.').waitFor()
    const course = await (await fetch(`${services.url}/api/courses/village-green`)).json()
    expect(course).toMatchObject({ longName: 'Village Green', officialM: 400 })
    expect(course.fenceIntervals.length).toBeGreaterThan(0)
  })

  it('creates a race on it for a start list', async () => {
    await page.getByRole('link', { name: 'New race on it' }).click()
    const course = page.getByLabel('Course', { exact: true })
    await expect.poll(() => course.inputValue(), soon).toBe('village-green')
    const list = page.getByLabel('Start list')
    const create = page.getByRole('button', { name: 'Create and start now' })
    await page.getByText(/start, the first at/).waitFor()
    // Not a race of invented names.
    await list.setInputFiles({ name: 'empty.csv', mimeType: 'text/csv', buffer: Buffer.from('') })
    await page.getByText('The list: has no entries; add a header and a row for everybody.').waitFor()
    expect(await create.isDisabled()).toBe(true)
    // While a list is looked at nothing is asked about it, nor made of it.
    const { promise: mayBeLookedAt, resolve: lookAtIt } = Promise.withResolvers<void>()
    await page.route('**/api/start-lists/check', async (route) => {
      await mayBeLookedAt
      await route.continue()
    })
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await list.setInputFiles({
      name: 'bad.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('bib,name\n1,A\n1,B\n'),
    })
    await expect.poll(() => asked, soon).toContain('/api/start-lists/check')
    await expect.poll(() => create.isDisabled(), soon).toBe(true)
    lookAtIt()
    await page.getByText('Line 3, bib:').waitFor()
    await page.unroute('**/api/start-lists/check')
    expect(await create.isDisabled()).toBe(true)
    expect(asked).not.toContain('/api/races/preview')
    // Another list, and nothing is known against it: no reload needed.
    await list.setInputFiles({ name: 'green.csv', mimeType: 'text/csv', buffer: Buffer.from(startList) })
    await page.getByRole('textbox', { name: 'Name' }).fill('Green mile')
    await page.getByLabel('Address').fill('green-mile')
    const inAnHour = new Date(Date.now() + 3_600_000 - new Date().getTimezoneOffset() * 60_000)
    await page.getByLabel(/^Start\s*empty/).fill(inAnHour.toISOString().slice(0, 19))
    await page.getByLabel('Fastest').fill('60')
    await page.getByLabel('Slowest').fill('70')
    await page.getByLabel('Stop in the fence').fill('0')
    await page.getByText('4 entries, all of them good.').waitFor()
    await page.getByText(/^4 start, the first at/).waitFor()
    await page.getByRole('button', { name: /^Create, starts at \d\d:\d\d/ }).click()
    await page.getByRole('link', { name: 'to the desk' }).click()
    await page.getByRole('heading', { name: 'Green mile' }).waitFor()
    await expect
      .poll(() => page.locator('tbody td.bib').allTextContents(), soon)
      .toEqual(['1', '2', '3', '4'])
  })

  it('starts it, and marks a DNF at once, with its reason in the log', async () => {
    await hold(page.getByRole('button', { name: 'Start now' }), page.getByText('Ada started the race'))
    await page.getByRole('button', { name: /^running 3 / }).click()
    await page.getByLabel('Reason, for the log').fill('ankle')
    await page.getByRole('button', { name: 'DNF', exact: true }).click()
    await page.getByText('Ada marked 3 DNF: ankle').waitFor()
  })

  it('has it on the big screen', async () => {
    const wall = await openPage(browser, `${services.url}/screen/green-mile`, {
      viewport: { width: 1280, height: 720 },
    })
    await wall.page
      .getByText(/Lovelace|Okri|Vance|Holm/)
      .first()
      .waitFor()
    await wall.page.context().close()
  })

  it('sees everybody else come in', async () => {
    await expect
      .poll(() => page.locator('tr[data-competitor] td.state').allTextContents(), { timeout: 60_000 })
      .toSatisfy((states: string[]) => states.filter((state) => state.includes('finished')).length === 3)
  })

  it('takes back a finish that was none and gives it again: desk, log and results say so', async () => {
    const states = () =>
      page
        .locator('tr[data-competitor] td.state')
        .allTextContents()
        .then((all) => all.filter((state) => state.includes('finished')).length)
    await page.locator('tr[data-competitor]', { hasText: 'finished' }).first().click()
    const bib = await page.locator('#who .num').textContent()
    await page.getByLabel('Reason, for the log').fill('the bag carrier')
    await page.getByRole('button', { name: 'Take the finish back' }).click()
    await page
      .getByText(new RegExp(`Ada took back the finish of ${bib} at [\\d:.]+: the bag carrier`))
      .waitFor()
    await expect.poll(states, soon).toBe(2)
    await page.getByText('The next crossing counts.').waitFor()
    await page.getByText(/the finish is taken back/).waitFor()
    const results = () => fetch(`${services.url}/api/races/green-mile/results.csv`).then((csv) => csv.text())
    expect((await results()).match(/^\d+,\d+,/gm)).toHaveLength(2)
    await page.getByRole('button', { name: 'Give the finish again' }).click()
    await page.getByText(new RegExp(`Ada let the finish of ${bib} at [\\d:.]+ count again`)).waitFor()
    await expect.poll(states, soon).toBe(3)
    expect((await results()).match(/^\d+,\d+,/gm)).toHaveLength(3)
  })

  it('stops it, and takes the results away as CSV', async () => {
    const over = page
      .locator('header .badge')
      .filter({ hasText: /^over$/ })
      .first()
    const stop = page.getByRole('button', { name: 'Stop the race' })
    if ((await stop.count()) > 0) await hold(stop, over)
    await over.waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Results CSV' }).click()
    const rows = readFileSync(await (await download).path(), 'utf8')
      .trimEnd()
      .split('\r\n')
    expect(rows).toHaveLength(5)
    expect(rows.find((row) => row.includes('Cleo Vance'))).toContain('DNF')
    expect(rows[1]).toMatch(/Lovelace|Okri|Holm/)
  })

  it('has seen no error on the console', () => {
    expect(control.errors).toEqual([])
    expect(control.strangers).toEqual([])
  })
})
