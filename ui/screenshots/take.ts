/**
 * Takes the pictures of the screens: `npm run screenshot`, or `npm run screenshot -- phone crowd` for those whose name
 * has one of these words in it. The page has to be built and Chromium to be there. A screen's pictures are a list of
 * shots in a file of its own.
 */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { chromiumPath, launch, openPage } from '../e2e/browser.ts'
import { startServices } from '../e2e/services.ts'
import { raceShots } from './race-shots.ts'
import { createRaces, makePastRaces, type RaceName } from './races.ts'
import { type Shot, sizes } from './shot.ts'

const shots: Shot[] = [...raceShots]

async function take(browser: Browser, url: string, { name, size, scheme, ready }: Shot): Promise<void> {
  const { page, errors } = await openPage(browser, url, {
    ...sizes[size],
    colorScheme: scheme,
    // Still rows: a picture must not be taken while two lines of the board change places.
    reducedMotion: 'reduce',
  })
  await ready?.(page)
  const path = join(import.meta.dirname, `${name}.jpg`)
  // A phone's has four times the pixels.
  await page.screenshot({ path, type: 'jpeg', quality: size === 'phone' ? 70 : 80 })
  await page.context().close()
  if (errors.length > 0) throw new Error(errors.join('\n'))
  console.log(`${path} ${Math.round(statSync(path).size / 1000)} kB`)
}

if (!chromiumPath) throw new Error('Chromium is needed for pictures of the page')
const words = process.argv.slice(2)
const wanted = shots.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
const races = new Set(wanted.map(({ race }) => race))
let slugs = new Map<RaceName, string>()
const services = await startServices(async (dataDir) => {
  slugs = await makePastRaces(dataDir, races)
})
const browser = await launch()
try {
  await createRaces(services, races, slugs)
  for (const shot of wanted) await take(browser, services.url + shot.path(slugs.get(shot.race)!), shot)
} finally {
  await browser.close()
  await services.stop()
}
