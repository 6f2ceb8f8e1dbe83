import { makePastRace } from '@racecast/generator/testing'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, launch, openPage, soon, type Watched } from './browser.ts'
import { type Services, startServices } from './services.ts'

describe.skipIf(!chromiumPath)('the page of the feed in a browser', () => {
  let services: Services
  let browser: Browser
  let watched: Watched
  const frames = (kind: string) => watched.page.locator('[data-frame]', { hasText: kind })

  beforeAll(async () => {
    // Somebody runs in every second of it; of the test race there is nothing new in the last and first ones of its lap.
    const request = {
      course: 'crystal',
      name: 'Winter 5 km',
      competitors: 5,
      fastest: 300,
      slowest: 400,
      seed: 3,
    }
    services = await startServices(async (dataDir) => {
      await makePastRace(dataDir, request, 60)
    })
    browser = await launch()
    watched = await openPage(browser, `${services.url}/feed`)
  })

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
  })

  it('begins with the test race, and changes to another', async () => {
    const { page } = watched
    await page.getByRole('status').filter({ hasText: 'live' }).waitFor()
    await page.getByText('TEST RACE, nobody runs', { exact: true }).waitFor()
    await frames('snapshot').first().waitFor()
    await page.getByRole('combobox', { name: 'Race' }).selectOption('Winter 5 km')
    await page.locator('section[aria-labelledby="inspector"] header').getByText('Winter 5 km').waitFor()
  })

  it('shows the frames of a race in binary, each with a hash that agrees', async () => {
    await expect.poll(() => frames('delta').count(), soon).toBeGreaterThan(1)
    expect(await frames('snapshot').first().textContent()).toContain('ok')
    const hashes = await frames('delta').evaluateAll((rows) =>
      rows.map((row) => row.children[6]!.textContent),
    )
    expect(hashes.every((hash) => hash === 'ok')).toBe(true)
    await watched.page.getByText(/^What changed from/).waitFor()
  })

  it('takes a frame apart: meaning, JSON and bytes by name', async () => {
    const { page } = watched
    await frames('snapshot').last().click()
    await page.getByText('because: subscribed. Begin anew with it.').waitFor()
    await page.getByRole('button', { name: 'Bytes' }).click()
    expect(await page.locator('li span', { hasText: /^hash$/ }).count()).toBe(1)
    expect(await page.locator('.bytes i').first().textContent()).toBe('01')
    await page.getByRole('button', { name: 'The same as JSON' }).click()
    await page.locator('pre', { hasText: '"type": "snapshot"' }).waitFor()
  })

  it('goes from frame to frame by the arrow keys, and stands while it is paused', async () => {
    const { page } = watched
    await page.getByRole('button', { name: 'Pause' }).click()
    const chosen = page.locator('[aria-selected="true"]')
    const first = await chosen.getAttribute('data-frame')
    await chosen.focus()
    await page.keyboard.press('ArrowUp')
    expect(Number(await chosen.getAttribute('data-frame'))).toBeGreaterThan(Number(first))
    const newest = await page.locator('[data-frame]').first().getAttribute('data-frame')
    await page.getByRole('button', { name: /Go on \([1-9]/ }).waitFor()
    expect(await page.locator('[data-frame]').first().getAttribute('data-frame')).toBe(newest)
    await page.getByRole('button', { name: 'Go on' }).click()
  })

  it('changes to JSON, and to the board alone', async () => {
    const { page } = watched
    await page.getByLabel('Format').selectOption('json')
    await expect.poll(() => frames('delta').count(), soon).toBeGreaterThan(0)
    expect(await page.getByRole('button', { name: 'Bytes' }).isDisabled()).toBe(true)
    for (const topic of ['board', 'positions', 'log', 'roster', 'health'])
      await page.getByLabel(topic, { exact: true }).click()
    await frames('board').first().waitFor()
    await page.getByText('The leaderboard as rows, whole').first().waitFor()
  })

  it('offers the tested examples with the address of this server in them', async () => {
    const { page } = watched
    await page.getByRole('button', { name: 'vMix' }).click()
    await page.locator('pre', { hasText: `${services.url}/api/races/test/leaderboard.csv` }).waitFor()
    await page.getByRole('button', { name: 'Python' }).click()
    await page.getByRole('button', { name: 'wire.py' }).click()
    await page.locator('pre', { hasText: 'def ' }).waitFor()
    for (const path of [
      '/feed/spec.txt',
      '/feed/client.js',
      '/feed/client.d.ts',
      '/feed/asyncapi.json',
      '/api/openapi.json',
    ]) {
      expect((await fetch(services.url + path)).status, path).toBe(200)
    }
  })

  it('has had no error on the console and asked nobody else for anything', () => {
    expect(watched.errors).toEqual([])
    expect(watched.strangers).toEqual([])
  })
})
