import { makePastRace } from '@racecast/generator/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, dotsDrawn, launch, openPage, soon, unfreeze } from './browser.ts'
import { alphaAt, pixelsOf } from './screenshot-pixels.ts'
import { type Services, startServices } from './services.ts'

interface Row {
  position: number
  competitorId: number
  bib: string
  distance: number
  gap: number | null
  gapText: string
  raceTimeText: string
  finished: boolean
}

/** An hour has no place in a finisher's time of five kilometres. */
const short = (text: string) => text.replace(/^0?0:/, '').replace(/^0(?=\d:)/, '')
const seconds = (text: string) => {
  const [m, s] = text.replace('+', '').split(':').map(Number)
  return m! * 60 + s!
}

describe.skipIf(!chromiumPath)('the big screen in a browser', () => {
  let services: Services
  let browser: Browser
  let slug: string

  beforeAll(async () => {
    const request = { course: 'crystal', competitors: 30, fastest: 180, slowest: 300, seed: 12 }
    services = await startServices(async (dataDir) => {
      slug = await makePastRace(dataDir, request, 18 * 60)
    })
    browser = await launch()
  })

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
  })

  const small = { viewport: { width: 960, height: 540 } }
  const open = (query: string) => openPage(browser, `${services.url}/screen/${slug}?${query}`, small)

  /** Opens a scene, holds it at a moment and asks the API for the same one. */
  async function held(query: string) {
    const watched = await open(query)
    // A clock stands there before its first picture.
    await watched.page.waitForFunction(() => window.__racecast?.playoutTime())
    const at = await watched.page.evaluate(() => {
      const moment = Math.floor(window.__racecast!.playoutTime()! / 1000) * 1000
      window.__racecast!.freeze(moment)
      return moment
    })
    const answer = await fetch(`${services.url}/api/races/${slug}/leaderboard?at=${at}`)
    const { rows } = (await answer.json()) as { rows: Row[] }
    return { ...watched, at, rows }
  }

  const lines = (page: Page) =>
    page.locator('[data-bib]').evaluateAll((all) =>
      all.map((line) => ({
        bib: line.getAttribute('data-bib')!,
        first: line.querySelector('.first')?.textContent ?? '',
        figure: line.querySelector('.figure')?.firstChild?.textContent ?? '',
      })),
    )

  it('has in its tower what the API has at the same moment, on nothing but its own plate', async () => {
    const { page, errors, rows } = await held('scene=tower&bg=transparent&rows=12')
    const first = rows.slice(0, 12)
    const places = first.map(({ position, bib }) => `${position} ${bib}`)
    await expect
      .poll(async () => (await lines(page)).map((line) => `${line.first} ${line.bib}`), soon)
      .toEqual(places)
    for (const [i, { figure }] of (await lines(page)).entries()) {
      const { finished, raceTimeText, gapText } = first[i]!
      if (finished) expect(figure).toBe(short(raceTimeText))
      // Both are rounded down to seconds, from places that are rounded to the centimetre.
      else expect(Math.abs(seconds(figure) - seconds(gapText))).toBeLessThanOrEqual(1)
    }

    const pixels = await pixelsOf(page)
    expect(alphaAt(pixels, 5, 5)).toBe(0)
    expect(alphaAt(pixels, pixels.width - 5, pixels.height / 2)).toBe(0)
    const plate = (await page.locator('[data-scene] section').boundingBox())!
    expect(alphaAt(pixels, plate.x + plate.width / 2, plate.y + 12)).toBe(255)
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('has in its other lists and signs what the API has, each as an overlay', async () => {
    const finishers = await held('scene=finishers&bg=transparent&rows=3')
    const newest = finishers.rows.filter(({ finished }) => finished).slice(-3)
    expect(newest.length).toBe(3)
    await expect
      .poll(() => lines(finishers.page), soon)
      .toEqual(
        newest.toReversed().map(({ bib, position, raceTimeText }) => ({
          bib,
          first: String(position),
          figure: short(raceTimeText),
        })),
      )
    await finishers.page.context().close()

    const third = await held('scene=lower-third&bg=transparent&bib=7')
    const row = third.rows.find(({ bib }) => bib === '7')!
    const text = third.page.locator('[data-bib="7"]')
    await expect.poll(() => text.textContent(), soon).toMatch(new RegExp(`^\\s*${row.position}\\s`))
    await third.page.context().close()

    const clock = await held('scene=clock&bg=transparent')
    const race = (await (await fetch(`${services.url}/api/races/${slug}`)).json()) as { startTime: number }
    const s = Math.floor((clock.at - race.startTime) / 1000)
    const shown = `00:${String(Math.floor(s / 60)).padStart(2, '0')}:${String(s % 60).padStart(2, '0')}`
    await expect.poll(() => clock.page.getByRole('timer').textContent(), soon).toBe(shown)
    expect(alphaAt(await pixelsOf(clock.page), 5, 5)).toBe(0)
    await clock.page.context().close()
  })

  it('has between two runners what the API has between them', async () => {
    const running = (await held('scene=clock&bg=transparent')).rows.filter(({ finished }) => !finished)
    const [one, other] = running.slice(-2)
    const { page, rows } = await held(`scene=gap&bg=transparent&bib=${one!.bib},${other!.bib}`)
    const [ahead, behind] = [one, other].map((row) => rows.find(({ bib }) => bib === row!.bib)!)
    await expect.poll(() => page.locator('.ahead').getAttribute('data-bib'), soon).toBe(ahead!.bib)
    const apart = Number(await page.locator('[data-apart]').getAttribute('data-apart')) / 100
    expect(Math.abs(apart - (ahead!.distance - behind!.distance))).toBeLessThan(0.1)
    const gap = Number(await page.locator('[data-gap]').getAttribute('data-gap')) / 1000
    expect(Math.abs(gap - (behind!.gap! - ahead!.gap!))).toBeLessThan(0.2)
    await page.context().close()
  })

  it('has at the finish line those who then come in, in time', async () => {
    const { page, at } = await held('scene=arrivals&bg=transparent')
    await expect.poll(() => page.locator('[data-bib]').count(), soon).toBeGreaterThan(0)
    const [next] = await lines(page)
    const [m, s] = next!.first.split(':').map(Number) as [number, number]
    const answer = await fetch(`${services.url}/api/races/${slug}/competitors/${next!.bib}?at=${at}`)
    const { expectedFinish } = (await answer.json()) as { expectedFinish: { raceTimeMs: number } }
    const race = (await (await fetch(`${services.url}/api/races/${slug}`)).json()) as { startTime: number }
    const inS = (expectedFinish.raceTimeMs - (at - race.startTime)) / 1000
    expect(Math.abs(m * 60 + s - inS)).toBeLessThan(1.5)
    await page.context().close()
  })

  it('draws its map over nothing at all, and again when the graphics context never comes back', async () => {
    const { page, errors } = await open('scene=map&bg=transparent')
    await dotsDrawn(page, 30, 30_000)
    const pixels = await pixelsOf(page)
    expect(alphaAt(pixels, 5, pixels.height - 5)).toBe(0)
    const opaque = pixels.data.filter((value, i) => i % 4 === 3 && value === 255).length
    expect(opaque).toBeGreaterThan(2000)

    await page.evaluate(() => {
      const { map } = window.__racecast!
      Object.assign(window, { lostMap: map })
      map!.getCanvas().getContext('webgl2')!.getExtension('WEBGL_lose_context')!.loseContext()
    })
    await page.waitForFunction(() => {
      const { map } = window.__racecast!
      return map !== null && map !== (window as { lostMap?: unknown }).lostMap
    })
    await dotsDrawn(page, 30, 30_000)
    expect(errors.filter((text) => !/context|re-add it manually/i.test(text))).toEqual([])
    await page.context().close()
  })

  it('says how old its picture is while its gateway is dead, and goes on by itself when it is back', async () => {
    const { page } = await open('scene=tower&theme=dark&scen=x&rows=many')
    await page.locator('[data-scene]').waitFor()
    await page.getByText('“scen” is not known here.').waitFor()
    await page.getByText('“rows=many” is not understood. Write: 1–20').waitFor()
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(17, 21, 27)')
    expect(await page.locator('p.sign.warn').count()).toBe(0)
    await services.killGateway()
    await page.getByText(/^as of \d\d:\d\d:\d\d, \d+ s ago$/).waitFor()
    // A page of the thirty, or the last.
    expect([20, 10]).toContain(await page.locator('[data-bib]').count())

    await services.startGateway()
    await expect.poll(() => page.locator('p.sign.warn').count(), { timeout: 30_000 }).toBe(0)
    const clock = page.getByRole('timer')
    const before = await clock.textContent()
    await expect.poll(() => clock.textContent(), soon).not.toBe(before)
    await page.context().close()
  })

  it('takes a new version of the page while nothing is missed by it, and once', async () => {
    const startTime = Math.ceil(Date.now() / 1000) * 1000 + 3_600_000
    const later = await services.createRace({ course: 'crystal', competitors: 3, startTime })
    const screens = [later, slug].map((race) => `${services.url}/screen/${race}?scene=clock&bg=transparent`)
    let version = 'one'
    const loads = new Map<string, number>()
    for (const url of screens) {
      const { page } = await openPage(browser, 'about:blank', small)
      await page.route('**/_app/version.json', (route) => route.fulfill({ json: { version } }))
      page.on('load', () => loads.set(url, (loads.get(url) ?? 0) + 1))
      await page.goto(url)
      await page.getByRole('timer').waitFor()
    }
    await services.killGateway()
    version = 'two'
    await services.startGateway()
    // The one before its start is loaded again; the one in the middle of the race is not.
    await expect.poll(() => [...loads.values()], { timeout: 30_000 }).toEqual([2, 1])
    for (const context of browser.contexts()) {
      await context.pages()[0]!.getByRole('timer').waitFor()
      await context.close()
    }
    expect([...loads.values()]).toEqual([2, 1])
  })

  it('counts down to the gun as it will be seen, while its first picture is still held back', async () => {
    const startTime = Math.ceil(Date.now() / 1000) * 1000 + 1_800_000
    const race = await services.createRace({ course: 'crystal', competitors: 3, startTime })
    const { page } = await openPage(browser, `${services.url}/screen/${race}?delay=100000`, small)
    await page.getByText('Until the start').waitFor()
    // The playout's own two seconds come on top.
    await expect
      .poll(async () => {
        const [m, s] = (await page.getByRole('timer').textContent())!.split(':').map(Number)
        return Math.abs(m! * 60_000 + s! * 1000 - (startTime + 102_000 - Date.now()))
      }, soon)
      .toBeLessThan(3000)
    expect(await page.locator('[data-scene]').count()).toBe(0)
    await page.context().close()
  })

  it('waits for a race that there is not yet', async () => {
    const { page } = await openPage(browser, `${services.url}/screen/later`)
    await page.getByText('There is no race here').waitFor()
    await services.createRace({ course: 'crystal', competitors: 3, slug: 'later', name: 'Later' })
    await page.getByRole('heading', { name: 'Later' }).waitFor({ timeout: 30_000 })
    await page.locator('[data-scene="leader"], [data-scene="field"]').waitFor({ timeout: 30_000 })
    await unfreeze(page)
    await page.context().close()
  })
})
