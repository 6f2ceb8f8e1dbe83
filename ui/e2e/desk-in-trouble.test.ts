import { holdPoll } from '@racecast/gateway/testing/server'
import { makePastRace } from '@racecast/generator/testing'
import { redisIsMissing, type TemporaryRedis, temporaryRedis } from '@racecast/infra/stack/testing'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, dotsDrawn, launch, openPage, soon, type Watched } from './browser.ts'
import { type Services, startServices } from './services.ts'
import { signIn } from './sign-in.ts'

const field = 40
const [unpolled, old] = [/nobody polls /, /the newest fix of .* is .* old/]
const patient = { timeout: 60_000 }
/**
 * Which of two pages notices first is looked at: maps that are drawn anew all the time, without a graphics card, would leave
 * neither of them the time to.
 */
const still = { viewport: { width: 640, height: 480 }, reducedMotion: 'reduce' } as const
/** What an operator sees of a stage that is down, and of a gateway that says nothing. */
const red = '[aria-label="Health of every stage"] :is(.stages > li.red, [role="alert"])'
/** What a spectator is told of a race that stands still. */
const stale = '.lateness .troubled'

describe.skipIf(!chromiumPath || redisIsMissing)(
  'the desk while something is wrong',
  { timeout: 180_000 },
  () => {
    let redis: TemporaryRedis
    let services: Services
    let browser: Browser
    let desk: Watched
    let fan: Watched
    let slug: string
    let runId: string

    beforeAll(async () => {
      redis = await temporaryRedis()
      const race = {
        course: 'crystal',
        name: 'Winter 5 km',
        competitors: field,
        fastest: 250,
        slowest: 420,
        seed: 3,
      }
      services = await startServices(
        async (dataDir) => {
          slug = await makePastRace(dataDir, race, 300)
        },
        { BUS_URL: redis.url },
      )
      const answer = await fetch(`${services.url}/api/races/${slug}`)
      runId = ((await answer.json()) as { runId: string }).runId
      browser = await launch()
      desk = await openPage(browser, `${services.url}/control/${slug}`, {
        ...still,
        viewport: { width: 1440, height: 900 },
      })
      await signIn(desk.page, 'Ada')
      fan = await openPage(browser, `${services.url}/race/${slug}`, still)
      await dotsDrawn(desk.page, field, 30_000)
      await dotsDrawn(fan.page, field, 30_000)
    })

    afterAll(async () => {
      await browser?.close()
      await services?.stop()
      await redis?.stop()
    })

    /** No such words are there any more, and both pages are in the present. */
    async function isWell(...words: RegExp[]): Promise<void> {
      for (const gone of words) await expect.poll(() => health().getByText(gone).count(), patient).toBe(0)
      await expect
        .poll(() => desk.page.locator('.late').textContent(), patient)
        .toMatch(/^\d+ s behind live$/)
      await expect.poll(() => fan.page.locator(stale).count(), patient).toBe(0)
    }

    /** How far the first of all is, m. */
    async function covered(): Promise<number> {
      const { rows } = (await (
        await fetch(`${services.url}/api/races/${slug}/leaderboard?limit=1`)
      ).json()) as {
        rows: { distance: number }[]
      }
      return rows[0]!.distance
    }

    const health = () => desk.page.getByRole('region', { name: 'Health of every stage' })

    /** Notes, by a clock that all pages of the machine share, when `selector` was there first from now on. */
    const note = ({ page }: Watched, selector: string) =>
      page.evaluate((wanted) => {
        Object.assign(window, { firstSeen: null })
        const look = () => {
          if (!document.querySelector(wanted)) return false
          Object.assign(window, { firstSeen: Date.now() })
          return true
        }
        if (look()) throw new Error(`${wanted} is there already`)
        const observer = new MutationObserver(() => look() && observer.disconnect())
        observer.observe(document.body, { subtree: true, childList: true, attributes: true })
      }, selector)
    const firstSeen = async ({ page }: Watched): Promise<number> => {
      const seen = await page.waitForFunction(
        () => (window as { firstSeen?: number | null }).firstSeen,
        undefined,
        patient,
      )
      return (await seen.jsonValue()) as number
    }

    it('says for how long what was corrected is on no screen, and by how much races go by another time than the clock', async () => {
      await desk.page.route('**/api/health*', async (route) => {
        const response = await route.fetch()
        const told = (await response.json()) as { at: number }
        const since = told.at - 75_000
        const corrections = [{ runId, slug, since, done: 0.4, failures: 2, error: 'refused' }]
        await route.fulfill({ response, json: { ...told, corrections, aheadMs: 3_600_000 } })
      })
      const waits = `What was corrected of ${slug} has not been on the screens for 1:15.`
      await health().getByText(waits).waitFor(patient)
      await health().getByText('Races go by a time that is 1:00:00 ahead of the clock').waitFor(patient)
      await desk.page.unroute('**/api/health*')
      await isWell(/What was corrected of/, /ahead of the clock/)
    })

    it('is red where nobody polls the race, says so, and before a spectator is told; nothing of what went on meanwhile is lost', async () => {
      await isWell()
      await note(desk, red)
      await note(fan, stale)
      const before = await covered()
      const giveBack = await holdPoll(redis.url, runId)
      await health().getByText(`nobody polls ${slug}`).waitFor()
      await health()
        .getByText(new RegExp(`the newest fix of ${slug} is .* old`))
        .waitFor()
      const [atDesk, atPage] = [await firstSeen(desk), await firstSeen(fan)]
      await desk.page.locator('.late.troubled', { hasText: /no new fixes/i }).waitFor()
      await giveBack()
      expect(atDesk).toBeLessThanOrEqual(atPage)
      await isWell(unpolled, old)
      expect(await covered()).toBeGreaterThan(before)
    })

    it.each(['gateway', 'other gateway', 'generator'] as const)(
      'is red before a spectator is told of a picture that stands still: a %s that hangs',
      async (which) => {
        const other = which === 'other gateway' ? await openAtAnother() : null
        const watched = other?.fan ?? fan
        await isWell(unpolled, old)
        await expect.poll(() => desk.page.locator(red).count(), patient).toBe(0)
        await expect.poll(() => watched.page.locator(stale).count(), patient).toBe(0)
        await note(desk, red)
        await note(watched, stale)
        const goOn = other?.freeze() ?? services.freeze(which as 'gateway' | 'generator')
        const [atDesk, atPage] = [await firstSeen(desk), await firstSeen(watched)]
        goOn()
        await isWell(unpolled, old)
        await other?.fan.page.context().close()
        expect(atDesk).toBeLessThanOrEqual(atPage)
      },
    )

    /** A spectator at another gateway than the one that the desk asks. */
    async function openAtAnother(): Promise<{ fan: Watched; freeze: () => () => void }> {
      const { url, freeze } = await services.addGateway()
      const opened = await openPage(browser, `${url}/race/${slug}`, still)
      await dotsDrawn(opened.page, field, 30_000)
      return { fan: opened, freeze }
    }

    it('goes on without its map while the graphics context is lost, and has it again where it was', async () => {
      const { page } = desk
      await page.locator('tbody .pick').first().click()
      const zoom = () => page.evaluate(() => window.__racecast!.map!.getZoom())
      await expect.poll(zoom, soon).toBeGreaterThan(16)
      await page.waitForFunction(() => !window.__racecast!.map!.isMoving())
      const before = await zoom()
      const lose = () =>
        page.evaluate(() => {
          const { map } = window.__racecast!
          const context = map!.getCanvas().getContext('webgl2')!.getExtension('WEBGL_lose_context')!
          Object.assign(window, { lostMap: map, lostContext: context })
          context.loseContext()
        })
      const clock = () => page.getByRole('timer').textContent()

      await lose()
      const told = await clock()
      await expect.poll(clock, soon).not.toBe(told)
      await page.evaluate(() =>
        (window as unknown as { lostContext: WEBGL_lose_context }).lostContext.restoreContext(),
      )
      await dotsDrawn(page, field, 60_000)
      expect(
        await page.evaluate(() => window.__racecast!.map === (window as { lostMap?: unknown }).lostMap),
      ).toBe(true)

      await lose()
      await page.waitForFunction(
        () => {
          const { map } = window.__racecast!
          return map !== null && map !== (window as { lostMap?: unknown }).lostMap
        },
        undefined,
        { timeout: 60_000 },
      )
      await dotsDrawn(page, field, 60_000)
      expect(await zoom()).toBeCloseTo(before, 3)
      expect(await page.locator('tr[aria-selected="true"]').count()).toBe(1)
    })

    it('has had no error on the console but those of what was broken', () => {
      const own = /WebGL|context|re-add it manually|Failed to load resource|ERR_|WebSocket/i
      expect(desk.errors.filter((text) => !own.test(text))).toEqual([])
    })
  },
)
