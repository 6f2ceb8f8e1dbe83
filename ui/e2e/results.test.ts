import { openCatalogue } from '@racecast/courses/catalogue'
import { CourseLine } from '@racecast/courses/line'
import { makePastRace } from '@racecast/generator/testing'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, launch, openPage, soon } from './browser.ts'
import { type Services, startServices, token } from './services.ts'
import { signIn } from './sign-in.ts'

const phone = { viewport: { width: 390, height: 844 } }
const stopped = /^Stopped at \d\d:\d\d:\d\d$/

describe.skipIf(!chromiumPath)('the results of a race', () => {
  let services: Services
  let browser: Browser
  let runOut: string
  let cutShort: string

  beforeAll(async () => {
    // All of them stop on their last kilometre.
    const stops = { stoppingRatio: 1, minPause: 40, maxPause: 60 }
    const request = {
      course: 'crystal',
      competitors: 12,
      fastest: 60,
      slowest: 90,
      ...stops,
      seed: 5,
    }
    services = await startServices(async (dataDir) => {
      runOut = await makePastRace(dataDir, { ...request, slug: 'run-out' }, 600)
      cutShort = await makePastRace(dataDir, { ...request, slug: 'cut-short', slowest: 1800 }, 400)
    })
    browser = await launch()
  })

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
  })

  async function withdraw(race: string, bib: string): Promise<void> {
    const path = `${services.url}/api/races/${race}/competitors/${bib}/standing`
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify({ standing: 'DNF' }) })
    expect(answer.status).toBe(200)
  }

  it('are provisional until race control makes them official, and then so on every page that is open', async () => {
    const { page } = await openPage(browser, `${services.url}/race/${runOut}`, phone)
    await page.getByRole('heading', { name: 'Provisional results' }).waitFor()
    const wall = await openPage(browser, `${services.url}/screen/${runOut}`)
    const title = wall.page.locator('[data-scene="podium"] h2, [data-scene="results"] h2')
    await expect.poll(() => title.textContent(), soon).toMatch(/^Provisional results/)
    await page.getByRole('button', { name: /^Provisional\b/ }).waitFor()
    await services.act(runOut, 'official')
    await page.getByRole('heading', { name: 'Official results' }).waitFor()
    await expect.poll(() => title.textContent(), soon).toMatch(/^Official results/)
    await wall.page.context().close()
    await page.getByRole('button', { name: /^Official\b/ }).waitFor()
    expect(await page.getByText('Provisional').count()).toBe(0)
    await page.context().close()
  })

  it('end the splits of a runner with the finish, in miles where miles are chosen', async () => {
    const { page } = await openPage(browser, `${services.url}/race/${runOut}?follow=1&units=mi`, phone)
    await page.getByRole('tab', { name: 'Mine' }).click()
    await page.getByText('Splits').click()
    const lines = await page.getByRole('row').allTextContents()
    expect(lines.map((line) => line.match(/^\s*(mile|\d|Finish)/)?.[1])).toEqual([
      'mile',
      '1',
      '2',
      '3',
      'Finish',
    ])
    expect(await page.getByRole('banner').textContent()).toContain('3.09 mi')
    await page.context().close()
  })

  it('have one time for when somebody came past my spot, on the card and in the diagram', async () => {
    const [lon, lat] = new CourseLine(openCatalogue().get('crystal')!).pointAt(460_000)
    const { page } = await openPage(browser, `${services.url}/race/${runOut}?follow=1,2&spot=${lon},${lat}`)
    const times = (texts: string[]) => texts.flatMap((text) => text.match(/\d+:\d\d/g) ?? []).sort()
    const onCards = async () =>
      times(await page.locator('.runner dd', { hasText: 'passed' }).allTextContents())
    const inDiagram = async () => times(await page.locator('figure text:has(.letter)').allTextContents())
    await expect.poll(async () => (await inDiagram()).length, soon).toBeGreaterThanOrEqual(2)
    await expect.poll(onCards, soon).toEqual(await inDiagram())
    await page.context().close()
  })

  it('say of the end what is true then: who came in last, and that nobody more is waited for', async () => {
    const { page } = await openPage(browser, `${services.url}/race/${runOut}?follow=1`, phone)
    await page.getByRole('tab', { name: 'Field' }).click()
    await page.getByRole('heading', { name: 'Last in' }).waitFor()
    expect(await page.getByText('Just in').count()).toBe(0)
    await page.getByRole('tab', { name: 'My spot' }).click()
    await page.getByText(/^The race is over: nobody more is expected/).waitFor()
    expect(await page.getByText('Where will you stand?').count()).toBe(0)
    await page.context().close()
  })

  it('are shared as of the end of the race, however long ago that was', async () => {
    const { page } = await openPage(browser, `${services.url}/race/${runOut}`, phone)
    await page.getByRole('heading', { name: /results$/ }).waitFor()
    const digits = (text: string | null) => text!.match(/[\d:]+/)![0]
    const end = digits(await page.locator('header .clock').textContent())
    await page.getByRole('button', { name: 'Share' }).click()
    const moment = page.getByText(/^\s*At .* of the race$/)
    expect(digits(await moment.textContent()).padStart(end.length, '00:0')).toBe(end)
    await page.context().close()
  })

  it('are those of a race that was stopped where it was, which no page calls finished', async () => {
    const { page } = await openPage(browser, `${services.url}/race/${cutShort}`, phone)
    await page.getByRole('tab', { name: 'Field' }).waitFor()
    await withdraw(cutShort, '2')
    await services.act(cutShort, 'stop')
    await page.getByRole('heading', { name: 'Provisional results' }).waitFor()
    await page.getByText(stopped).first().waitFor()
    await page.goto(`${services.url}/race/${cutShort}?follow=2,7`)
    const out = page.locator('.runner').first()
    await out.getByText(/^DNF at/).waitFor()
    // The one cross is for letting go.
    expect(await out.locator('svg').count()).toBe(1)
    await page.locator('.runner').nth(1).waitFor()
    expect(await page.getByText('expected').count()).toBe(0)
    await page.goto(services.url)
    const card = page.locator(`a[href="/race/${cutShort}"]`)
    expect(await card.locator('.badge').first().textContent()).toBe('Stopped')
    expect(await card.locator('.figures').textContent()).toMatch(/Stopped at \d\d:\d\d:\d\d · \d+ of 12 in/)
    await page.goto(`${services.url}/screen/${cutShort}`)
    await page.getByRole('status').filter({ hasText: stopped }).waitFor()
    await page.goto(`${services.url}/control`)
    await signIn(page, 'Ann')
    await page
      .locator('li', { has: page.locator(`a[href="/control/${cutShort}"]`) })
      .getByText('stopped', { exact: true })
      .waitFor()
    await page.goto(`${services.url}/control/${cutShort}`)
    await page.locator('header .badge', { hasText: stopped }).waitFor()
    // At the desk, on the board and in the file alike nobody runs any more.
    await page.getByRole('button', { name: /^Make official with \d+ not in \(DNF\)/ }).waitFor()
    const states = await page.locator('.filter fieldset button').allTextContents()
    expect(states.map((text) => text.trim().replace(/\d+$/, ''))).toEqual(['DNF', 'finished'])
    const results = await (await fetch(`${services.url}/api/races/${cutShort}/results.csv`)).text()
    expect(results).toMatch(/,DNF,provisional/)
    expect(results).not.toContain(',entered,')
    await page.context().close()
  })
})
