/**
 * Takes the pictures of the screens: `npm run screenshot`, or `npm run screenshot -- phone crowd` for those whose name
 * has one of these words in it. The page has to be built and Chromium to be there. A screen's pictures are a list of
 * shots in a file of its own.
 */
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { chromiumPath, launch, openPage } from '../e2e/browser.ts'
import { type Services, startServices } from '../e2e/services.ts'
import { controlShots } from './control-shots.ts'
import { raceShots } from './race-shots.ts'
import { createRaces, makePastRaces, type RaceName } from './races.ts'
import { screenShots } from './screen-shots.ts'
import { type Shot, sizes } from './shot.ts'
import { smaller } from './smaller.ts'

const shots: Shot[] = [...raceShots, ...screenShots, ...controlShots]

/** Ten thousand runners and a browser without a graphics card are much for two processors, ms. */
const patienceMs = 180_000

async function take(browser: Browser, services: Services, url: string, shot: Shot): Promise<void> {
  const { name, size, scheme, ready, hangs } = shot
  const options: BrowserContextOptions = {
    ...sizes[size],
    colorScheme: scheme,
    // Still rows: a picture must not be taken while two lines of the board change places.
    reducedMotion: 'reduce',
  }
  const { page, errors } = await openPage(browser, url, options, patienceMs)
  await ready?.(page)
  const goOn = hangs && services.freeze(hangs.service)
  await hangs?.seen(page)
  const isLarge = size === 'wide' || size === 'console' || size === 'ultra'
  const path = join(import.meta.dirname, `${name}.${isLarge ? 'webp' : 'jpg'}`)
  if (isLarge) writeFileSync(path, await smaller(page, size === 'console' ? 1280 : 960))
  // A phone's has four times the pixels.
  else await page.screenshot({ path, type: 'jpeg', quality: size === 'phone' ? 70 : 80 })
  goOn?.()
  await page.context().close()
  // The browser itself tells of a connection to what hangs; and what was fetched early is used late where the processors have more
  // to do than to draw this page.
  const wrong = errors.filter(
    (text) =>
      !text.includes('was preloaded using link preload but not used') &&
      !(hangs && text.startsWith('WebSocket connection')),
  )
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
  console.log(`${path} ${Math.round(statSync(path).size / 1000)} kB`)
}

const organiser = {
  PUBLIC_URL: 'https://race.example',
  ORGANISER_NAME: 'Parkland Runners',
  ORGANISER_LOGO: 'logo.svg',
  ORGANISER_ACCENT: '#b3261e',
}
const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" rx="22" fill="#b3261e"/><path d="M18 70c14-2 10-30 26-30s12 22 26 20 8-26 12-32" fill="none" stroke="#fff" stroke-width="10" stroke-linecap="round"/></svg>`

if (!chromiumPath) throw new Error('Chromium is needed for pictures of the page')
const words = process.argv.slice(2)
const wanted = shots.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
const races = new Set(wanted.map(({ race }) => race))
let slugs = new Map<RaceName, string>()
const services = await startServices(async (dataDir) => {
  writeFileSync(join(dataDir, organiser.ORGANISER_LOGO), logo)
  slugs = await makePastRaces(dataDir, races)
}, organiser)
const browser = await launch()
try {
  await createRaces(services, races, slugs)
  for (const shot of wanted)
    await take(browser, services, services.url + shot.path(slugs.get(shot.race)!), shot)
} finally {
  await browser.close()
  await services.stop()
}
