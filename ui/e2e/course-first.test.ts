import { makePastRace } from '@racecast/generator/testing'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, launch, openPage, soon } from './browser.ts'
import { pixelsAt } from './pixels.ts'
import { type Services, startServices } from './services.ts'

declare global {
  interface Window {
    /** Sends what was held back from the workers. */
    __letGo?: () => void
  }
}

describe.skipIf(!chromiumPath)('a map that is opened', () => {
  let services: Services
  let browser: Browser
  let slug = ''

  beforeAll(async () => {
    // Not the test race: nobody of it is on the course in the last half minute of its lap, and then nobody is named.
    // And one alone, whose dot no other name can lie on.
    const request = { course: 'skylark-eight', competitors: 1, fastest: 300, slowest: 300, seed: 3 }
    services = await startServices(async (dataDir) => {
      slug = await makePastRace(dataDir, request, 450)
    })
    browser = await launch()
  })

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
  })

  it.each([
    ['screen', '?scene=map'],
    ['race', ''],
  ])('(%s) has nobody on it, and no name, before the course that they run on', async (kind, query) => {
    const { page } = await openPage(browser, 'about:blank', {
      colorScheme: 'light',
      reducedMotion: 'reduce',
    })
    await page.addInitScript(() => {
      // Lines are made of the course's points by a worker, which may be slow.
      const held: (() => void)[] = []
      const { postMessage } = Worker.prototype
      Worker.prototype.postMessage = function (this: Worker, ...message: Parameters<Worker['postMessage']>) {
        held.push(() => postMessage.apply(this, message))
      } as Worker['postMessage']
      window.__letGo = () => {
        Worker.prototype.postMessage = postMessage
        for (const send of held) send()
      }
    })
    await page.goto(`${services.url}/${kind}/${slug}${query}`)
    await page.waitForFunction(() => (window.__racecast?.dots().length ?? 0) > 0)
    await page.locator('.dot-label').first().waitFor({ state: 'attached' })
    const id = await page.evaluate(() => {
      const hook = window.__racecast!
      hook.freeze(hook.playoutTime())
      return hook.dots()[0]!.id
    })
    /** How dark it is where somebody is: the darkest of a small piece of the map. */
    const inkAt = async () => {
      const { x, y } = await page.evaluate(
        (wanted) => window.__racecast!.dots().find((dot) => dot.id === wanted)!,
        id,
      )
      const pixels = await pixelsAt(
        page,
        [-2, 0, 2].map((off) => ({ x: x + off, y })),
      )
      return Math.min(...pixels.map(([r, g, b]) => Math.max(r, g, b)))
    }
    expect(await inkAt()).toBeGreaterThan(200)
    expect(await page.locator('.dot-label:visible').count()).toBe(0)
    await page.evaluate(() => window.__letGo!())
    await expect.poll(inkAt, soon).toBeLessThan(110)
    await expect.poll(() => page.locator('.dot-label:visible').count(), soon).toBeGreaterThan(0)
    await page.context().close()
  })
})
