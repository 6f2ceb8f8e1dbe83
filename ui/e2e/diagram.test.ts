import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, launch, openPage } from './browser.ts'
import { diagramPage } from './diagram/built-page.ts'

describe.skipIf(!chromiumPath)('the diagram of distance by time', () => {
  let browser: Browser
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'racecast-diagram-'))
    writeFileSync(join(folder, 'page.html'), await diagramPage())
    browser = await launch()
  })

  afterAll(async () => {
    await browser?.close()
    await rm(folder, { recursive: true })
  })

  async function open(setting: string, options: BrowserContextOptions = {}) {
    const opened = await openPage(browser, `file://${join(folder, 'page.html')}#${setting}`, {
      viewport: { width: 400, height: 400 },
      ...options,
    })
    const { page, errors } = opened
    const slider = page.getByRole('slider', { name: 'The moment shown' })
    const box = (await slider.boundingBox())!
    return {
      ...{ page, errors, slider, box },
      moved: () => page.evaluate(() => window.scrubbed.at(-1) ?? null),
      /** The moment at a share of the width, ms: 35 minutes are shown. */
      at: (share: number) => share * 2_100_000,
    }
  }

  it('is a slider that keys move by a second, ten, a minute, and to either end', async () => {
    const { page, slider, moved, errors } = await open('at=1200000')
    await page.keyboard.press('Tab')
    expect(await slider.evaluate((element) => element === document.activeElement)).toBe(true)
    const presses = [
      ['ArrowLeft', 1_199_000],
      ['Shift+ArrowRight', 1_209_000],
      ['ArrowDown', 1_199_000],
      ['PageUp', 1_259_000],
      ['Home', 0],
      ['End', 2_100_000],
    ] as const
    for (const [key, ms] of presses) {
      await page.keyboard.press(key)
      expect(await moved()).toBe(ms)
    }
    expect(await slider.getAttribute('aria-valuetext')).toBe('35:00')
    expect(errors).toEqual([])
  })

  it('follows the mouse while it is held, also beyond its edges', async () => {
    const { page, box, moved, at } = await open('at=1200000')
    const y = box.y + box.height / 2
    await page.mouse.move(box.x + box.width * 0.2, y)
    expect(await moved()).toBeNull()
    await page.mouse.down()
    expect(Math.abs((await moved())! - at(0.2))).toBeLessThan(10_000)
    await page.mouse.move(box.x + box.width * 0.6, y)
    expect(Math.abs((await moved())! - at(0.6))).toBeLessThan(10_000)
    await page.mouse.move(box.x - 30, y)
    expect(await moved()).toBe(0)
    await page.mouse.up()
    await page.mouse.move(box.x + box.width * 0.5, y)
    expect(await moved()).toBe(0)
  })

  it('follows a finger, and goes no farther than what is known', async () => {
    const { page, box, moved, at } = await open('at=600000&live', { hasTouch: true })
    await page.touchscreen.tap(box.x + box.width * 0.3, box.y + 100)
    expect(Math.abs((await moved())! - at(0.3))).toBeLessThan(10_000)
    await page.touchscreen.tap(box.x + box.width * 0.9, box.y + 100)
    expect(await moved()).toBe(1_200_000)
  })

  it('says in words what it shows: who is where, who passed the spot when, and what is expected', async () => {
    const { page } = await open('at=1200000&live')
    const words = await page.locator('figure li').allInnerTexts()
    expect(words[0]).toBe('Amina Okafor has finished after 19:11. Passed your spot at 11:59.')
    expect(words[1]).toMatch(
      /^Ben has covered 4.19 km after 20:00. Passed your spot at 15:09. Expected at the finish at 23:20/,
    )
    await page.getByRole('slider').press('Home')
    expect((await page.locator('figure li').allInnerTexts())[0]).toBe(
      'Amina Okafor has covered 0 m after 0:00.',
    )
  })

  it('draws each of the followed in their own colour alone, with a letter, and nobody else', async () => {
    const { page } = await open('at=1000000&followed=2')
    const letters = await page.locator('svg g text').allTextContents()
    expect(letters).toEqual(['A', 'B'])
    const own = await page
      .locator('svg .past')
      .evaluateAll((paths) => paths.map((path) => getComputedStyle(path).stroke))
    expect(new Set(own).size).toBe(2)
    await page.goto(`${page.url().split('#')[0]}#at=1000000&followed=0`)
    await page.reload()
    await page.getByText('Follow somebody').waitFor()
    expect(await page.locator('svg .past').count()).toBe(0)
  })
})
