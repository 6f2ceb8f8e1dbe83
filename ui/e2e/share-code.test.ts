import { readFile } from 'node:fs/promises'
import jsQr from 'jsqr'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, launch, openPage } from './browser.ts'
import { pixelsOf } from './screenshot-pixels.ts'
import { type Services, startServices } from './services.ts'

/** What a camera reads off the page, or null. */
async function readCode(page: Page): Promise<string | null> {
  const { width, height, data } = await pixelsOf(page)
  return jsQr(data, width, height)?.data ?? null
}

describe.skipIf(!chromiumPath)('the code in the dialog for sharing', () => {
  const link = 'https://race.example/race/test?follow=3'
  let browser: Browser
  let services: Services
  let page: Page

  beforeAll(async () => {
    services = await startServices(async () => {}, { PUBLIC_URL: 'https://race.example/' })
    browser = await launch()
    const opened = await openPage(browser, `${services.url}/race/test?follow=3`, { colorScheme: 'dark' })
    page = opened.page
    await page.getByRole('button', { name: 'Share' }).click()
    await page.locator('dialog .code svg').waitFor()
  })

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
  })

  it.each(['svg', 'png'])(
    'is saved as a file of %s, named for the race, that cameras read',
    async (ending) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: ending.toUpperCase() }).click(),
      ])
      expect(download.suggestedFilename()).toBe(`test.${ending}`)
      const bytes = await readFile(await download.path())
      const type = ending === 'svg' ? 'svg+xml' : ending
      const picture = await page.context().newPage()
      await picture.setContent(
        `<img width="480" src="data:image/${type};base64,${bytes.toString('base64')}">`,
      )
      await picture.waitForFunction(() => document.images[0]!.naturalWidth > 0)
      expect(await readCode(picture)).toBe(link)
      await picture.close()
    },
  )

  it('is printed on a page of its own, with the race’s name and address', async () => {
    await page.evaluate(() =>
      Object.assign(window, { print: () => document.body.setAttribute('data-printed', '') }),
    )
    await page.getByRole('button', { name: 'Print' }).click()
    await page.locator('body[data-printed]').waitFor({ state: 'attached' })
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await readCode(page)).toBe(link)
    const shown = await page.locator('.poster p').evaluateAll((all) =>
      all.map((line) => ({
        text: line.textContent,
        isSeen: getComputedStyle(line).visibility === 'visible',
      })),
    )
    expect(shown).toEqual(
      ['TEST RACE, nobody runs', 'Follow live', 'race.example/race/test?follow=3'].map((text) => ({
        text,
        isSeen: true,
      })),
    )
    expect(await page.getByRole('heading', { name: 'Share' }).isVisible()).toBe(false)
    const paper = (await page.pdf({ format: 'A4' })).toString('latin1')
    expect(paper.match(/\/Type\s*\/Page\b/g)?.length).toBe(1)
    await page.emulateMedia({ media: null })
  })
})
