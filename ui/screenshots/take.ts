/**
 * Takes the pictures of the README: a hundred runners in the middle of a race, on a phone and on a desk, by day
 * and by night. `npm run screenshot` (the page has to be built and Chromium to be there).
 */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { makePastRace } from '@racecast/generator/testing'
import type { Browser } from 'playwright-core'
import { chromiumPath, dotsDrawn, freeze, launch, openPage, unfreeze } from '../e2e/browser.ts'
import { startServices } from '../e2e/services.ts'

const field = 100
/** How long the race has been going on: the first are in, the last have half of it before them, s. */
const intoRace = 19 * 60
const race = {
  course: 'crystal',
  name: 'Crystal Palace 5 km',
  slug: 'crystal-palace',
  competitors: field,
  fastest: 205,
  slowest: 600,
  stoppingRatio: 0.12,
  minPause: 40,
  maxPause: 240,
  seed: 4,
}
const screens = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1440, height: 900 } },
}
async function take(
  browser: Browser,
  url: string,
  screen: keyof typeof screens,
  colorScheme: 'light' | 'dark',
) {
  const { page, errors } = await openPage(browser, url, {
    ...screens[screen],
    colorScheme,
    // Still rows: a picture must not be taken while two lines of the board change places.
    reducedMotion: 'reduce',
  })
  await dotsDrawn(page, field)
  // A map with moving dots is never idle: hold it until course and signs are painted, too.
  await freeze(page)
  await page.evaluate(() =>
    new Promise<unknown>((resolve) => window.__racecast!.map!.once('idle', resolve)).then(() => {}),
  )
  await unfreeze(page)
  await page.waitForFunction(() => document.querySelectorAll('.dot-label:not([hidden])').length > 0)
  const path = join(import.meta.dirname, `race-${screen}-${colorScheme}.jpg`)
  // Small enough for a README: a phone's has four times the pixels.
  await page.screenshot({ path, type: 'jpeg', quality: screen === 'phone' ? 82 : 88 })
  await page.context().close()
  if (errors.length > 0) throw new Error(errors.join('\n'))
  console.log(`${path} ${Math.round(statSync(path).size / 1000)} kB`)
}

if (!chromiumPath) throw new Error('Chromium is needed for pictures of the page')
let slug = ''
const services = await startServices(async (dataDir) => {
  slug = await makePastRace(dataDir, race, intoRace)
})
const browser = await launch()
try {
  for (const screen of ['desktop', 'phone'] as const) {
    for (const scheme of ['light', 'dark'] as const) {
      await take(browser, `${services.url}/race/${slug}?follow=73,21,12`, screen, scheme)
    }
  }
} finally {
  await browser.close()
  await services.stop()
}
