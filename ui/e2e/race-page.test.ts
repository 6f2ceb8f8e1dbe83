import { makePastRace } from '@racecast/generator/testing'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  chromiumPath,
  dotsDrawn,
  freeze,
  launch,
  loseContext,
  openPage,
  soon,
  unfreeze,
  type Watched,
} from './browser.ts'
import { pixelsAt } from './pixels.ts'
import { type Services, startServices } from './services.ts'

const field = 60

describe.skipIf(!chromiumPath)('the page of a race in a browser', () => {
  let services: Services
  let browser: Browser
  let watched: Watched
  let slug: string

  beforeAll(async () => {
    const request = {
      course: 'crystal',
      competitors: field,
      fastest: 190,
      slowest: 400,
      stoppingRatio: 0.5,
      seed: 11,
    }
    services = await startServices(async (dataDir) => {
      slug = await makePastRace(dataDir, request, 420)
    })
    browser = await launch()
    watched = await openPage(browser, `${services.url}/race/${slug}`)
    await dotsDrawn(watched.page, field)
  })

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
  })

  afterEach(() => unfreeze(watched.page))

  const ask = async (path: string) => (await fetch(`${services.url}/api/races/${slug}/${path}`)).json()

  it('has each dot within three pixels of where the API says for the moment shown', async () => {
    const { page } = watched
    const at = await freeze(page)
    const { rows } = (await ask(`positions?at=${at}`)) as {
      rows: { competitorId: number; lon: number; lat: number }[]
    }
    const dots = await page.evaluate(() => window.__racecast!.dots())
    const wanted = await page.evaluate(
      (places) =>
        places.map(({ competitorId, lon, lat }) => ({
          id: competitorId,
          ...window.__racecast!.map!.project([lon, lat]),
        })),
      rows,
    )
    expect(dots).toHaveLength(field)
    const byId = new Map(dots.map((dot) => [dot.id, dot]))
    const off = wanted.map(({ id, x, y }) => Math.hypot(byId.get(id)!.x - x, byId.get(id)!.y - y))
    expect(off).toHaveLength(field)
    expect(Math.max(...off)).toBeLessThan(3)
  })

  it('has really drawn them there: what is on the canvas is ink', async () => {
    const { page } = watched
    await freeze(page)
    // Near enough that dots lie apart, so that no neighbour's edge is over them.
    await page.evaluate(() => {
      const { map, dots } = window.__racecast!
      const { x, y } = dots()[0]!
      map!.jumpTo({ center: map!.unproject([x, y]), zoom: 17 })
    })
    await freeze(page)
    const dots = await page.evaluate(() => window.__racecast!.dots())
    const near = (a: { x: number; y: number }, b: { x: number; y: number }) =>
      Math.hypot(a.x - b.x, a.y - b.y) < 16
    const seen = dots
      .filter(({ x, y }) => x > 10 && x < 1270 && y > 10 && y < 790)
      .filter((dot) => dots.filter((other) => near(dot, other)).length === 1)
    const ink = await pixelsAt(page, seen)
    expect(seen.length).toBeGreaterThan(5)
    for (const [r, g, b] of ink) expect(Math.max(r, g, b)).toBeLessThan(100)
    const paper = await pixelsAt(page, [{ x: 5, y: 5 }])
    expect(paper[0]![0]).toBeGreaterThan(200)
    await page.getByRole('button', { name: 'Show the whole course' }).click()
  })

  it('moves the dots between two ticks, not only on them', async () => {
    // Two painted frames within one second of the race: nothing has arrived or been worked out between them.
    const moved = await watched.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const hook = window.__racecast!
          let earlier = { t: 0, dots: hook.dots() }
          const onRender = () => {
            const t = hook.playoutTime()!
            const dots = hook.dots()
            if (Math.floor(t / 1000) !== Math.floor(earlier.t / 1000)) earlier = { t, dots }
            if (t - earlier.t < 100) return
            hook.map!.off('render', onRender)
            const before = new Map(earlier.dots.map((dot) => [dot.id, dot]))
            const far = ({ id, x, y }: (typeof dots)[0]) =>
              Math.hypot(x - before.get(id)!.x, y - before.get(id)!.y) > 0.02
            resolve(dots.filter(far).length)
          }
          hook.map!.on('render', onRender)
        }),
    )
    expect(moved).toBeGreaterThan(field / 2)
  })

  it('has the order of the API on its board, at both ends', async () => {
    const { page } = watched
    const at = await freeze(page)
    const { rows } = (await ask(`leaderboard?at=${at}&limit=${field}`)) as {
      rows: { competitorId: number }[]
    }
    const order = rows.map((row) => row.competitorId)
    const shown = () =>
      page.$$eval('[data-competitor]', (lines) =>
        lines
          .map(
            (line) =>
              [
                Number(line.getAttribute('aria-posinset')),
                Number(line.getAttribute('data-competitor')),
              ] as const,
          )
          .sort((a, b) => a[0] - b[0]),
      )
    const first = await shown()
    expect(first.length).toBeGreaterThan(8)
    expect(first.map(([, id]) => id)).toEqual(order.slice(0, first.length))
    await page.$eval('.viewport', (list) => list.scrollTo(0, list.scrollHeight))
    await page.waitForSelector(`[aria-posinset="${field}"]`)
    const last = await shown()
    expect(last.map(([, id]) => id)).toEqual(order.slice(-last.length))
    expect(last[0]![0]).toBeGreaterThan(20)
    await page.$eval('.viewport', (list) => list.scrollTo(0, 0))
  })

  it('draws course and dots again after the graphics card has forgotten everything', async () => {
    const { page, errors } = watched
    await loseContext(page)
    await dotsDrawn(page, field)
    await freeze(page)
    const dots = await page.evaluate(() => window.__racecast!.dots())
    const leader = dots.filter(({ x, y }) =>
      dots.every((o) => Math.hypot(o.x - x, o.y - y) < 0.1 || Math.hypot(o.x - x, o.y - y) > 9),
    )
    expect(leader.length).toBeGreaterThan(0)
    for (const [r, g, b] of await pixelsAt(page, leader)) expect(Math.max(r, g, b)).toBeLessThan(110)
    // The map's library says that it leaves our layer to us.
    errors.splice(0, errors.length, ...errors.filter((text) => !/re-add it manually/.test(text)))
  })

  it('follows whom one presses, in the address and on the map, and lets go again', async () => {
    const { page } = watched
    const line = page.locator('[aria-posinset="2"]')
    const bib = await line.locator('.bib').textContent()
    await line.locator('button').click()
    await expect.poll(() => page.url(), soon).toContain(`?follow=${bib?.trim()}`)
    await page.waitForSelector('.dot-label.followed')
    await page.locator('button[aria-pressed="true"]').first().click()
    await expect.poll(() => page.url(), soon).not.toContain('follow')
  })

  it('finds by name or bib', async () => {
    const { page } = watched
    await page.getByRole('searchbox', { name: 'Find by bib or name' }).fill('17')
    await expect.poll(() => page.locator('[data-competitor]').count(), soon).toBe(1)
    await page.getByRole('searchbox', { name: 'Find by bib or name' }).fill('')
    await expect.poll(() => page.locator('[data-competitor]').count(), soon).toBeGreaterThan(8)
  })

  it('survives a restart of the gateway, says how old it is meanwhile, and is never loaded again', async () => {
    const { page, errors } = watched
    await page.evaluate(() => Object.assign(window, { sameDocument: true }))
    await services.stopGateway()
    const age = page.locator('.lateness button')
    await expect
      .poll(() => age.textContent(), { timeout: 15_000 })
      .toMatch(/^Reconnecting · picture \d+ s old$/)
    expect(await page.locator('[data-competitor]').count()).toBeGreaterThan(8)
    await services.startGateway()
    await expect.poll(() => age.textContent(), { timeout: 30_000 }).toMatch(/^\d+ s behind live$/)
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true)
    await dotsDrawn(page, field)
    // What a browser says of a server that is away is not the page's error.
    errors.splice(
      0,
      errors.length,
      ...errors.filter((text) => !/ERR_CONNECTION_REFUSED|WebSocket/.test(text)),
    )
  })

  it('has had no error on the console and asked nobody else for anything', () => {
    expect(watched.errors).toEqual([])
    expect(watched.strangers).toEqual([])
  })
})
