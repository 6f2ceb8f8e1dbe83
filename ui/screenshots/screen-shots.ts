import type { Page } from 'playwright-core'
import type { RaceName } from './races.ts'
import type { Shot } from './shot.ts'

/** What stands in for the picture of a camera, below an overlay. */
const footage =
  'radial-gradient(circle at 72% 30%, #fff3 0 6%, transparent 7%), ' +
  'linear-gradient(#7fa7c9 0 38%, #dfe3da 46%, #7d8f63 47% 58%, #8d8577 59%, #5d5a55)'

async function moving(page: Page): Promise<void> {
  await page.locator('[data-scene]').waitFor({ timeout: 60_000 })
  if ((await page.locator('.map').count()) === 0) return
  await page.waitForFunction(() => window.__racecast?.map?.isStyleLoaded(), undefined, { timeout: 60_000 })
}

async function shown(page: Page): Promise<void> {
  await moving(page)
  if ((await page.locator('.map').count()) === 0) return
  await page.evaluate(() => {
    const hook = window.__racecast!
    hook.freeze(hook.playoutTime())
    return new Promise<unknown>((resolve) => hook.map!.once('idle', resolve)).then(() => {})
  })
}

/** What a trend is taken over, and a little more, s. */
const trendS = 25

/**
 * With its trend: the seconds that the page has seen by then once more, one after the other, since a machine that draws large
 * pictures slowly may have missed some of them.
 */
async function battle(page: Page): Promise<void> {
  await moving(page)
  await page.evaluate(async (seconds) => {
    const { freeze, playoutTime } = window.__racecast!
    const opened = playoutTime()!
    while (playoutTime()! < opened + seconds * 1000) await new Promise((resolve) => setTimeout(resolve, 200))
    for (let s = 0; s <= seconds; s++) {
      freeze(opened + s * 1000)
      await new Promise((resolve) => setTimeout(resolve))
    }
  }, trendS)
  await page.locator('[data-way]').waitFor({ timeout: 60_000 })
  await shown(page)
}

/** What it is of is long ago enough to be read; nothing moves any more. */
async function aged(page: Page): Promise<void> {
  await page.locator('p.sign.warn').waitFor({ timeout: 60_000 })
  await page.waitForFunction(() => {
    const { map } = window.__racecast!
    return !map || (map.loaded() && !map.isMoving())
  })
}

async function overFootage(page: Page): Promise<void> {
  await (page.url().includes('scene=gap') ? battle(page) : shown(page))
  await page.evaluate((background) => {
    // A background is as high as what it belongs to.
    Object.assign(document.documentElement.style, { background, minHeight: '100vh' })
  }, footage)
}

/** Two who are close together for all of a quarter of an hour. */
const close = '7,9'

const scenes: readonly [name: string, race: RaceName, query: string][] = [
  ['countdown', 'before', ''],
  ['start-list', 'before', 'scene=start-list'],
  ['leader', 'few', 'scene=leader'],
  ['battle', 'few', `scene=gap&bib=${close}`],
  ['field', 'middle', 'scene=map'],
  ['standings', 'middle', 'scene=tower'],
  ['fence', 'middle', 'scene=fence'],
  ['arrivals', 'finishing', 'scene=arrivals'],
  ['arrivals-km', 'middle', 'scene=arrivals&km=4'],
  ['finish-line', 'finishing', 'scene=finish-line'],
  ['finishers', 'finishing', 'scene=finishers'],
  ['podium', 'over', 'scene=podium'],
  ['results', 'over', 'scene=results'],
  ['clock', 'few', 'scene=clock'],
  ['lower-third', 'few', 'scene=lower-third&bib=3'],
]
const overlays: readonly [name: string, race: RaceName, query: string][] = [
  ['tower', 'finishing', 'scene=tower&rows=8'],
  ['gap', 'few', `scene=gap&bib=${close}`],
  ['clock', 'finishing', 'scene=clock'],
  ['lower-third', 'finishing', 'scene=lower-third&bib=3'],
  ['arrivals', 'finishing', 'scene=arrivals&rows=5'],
  ['finishers', 'finishing', 'scene=finishers&rows=5'],
  ['map', 'finishing', 'scene=map'],
]

/** The big screen: every scene, large and larger, by day and by night; and overlays over a picture. */
export const screenShots: Shot[] = [
  ...scenes.flatMap(([name, race, query], i) =>
    (['wide', 'ultra'] as const).map(
      (size): Shot => ({
        name: `screen-${name}-${size === 'wide' ? 1080 : 2160}`,
        race,
        path: (slug) => `/screen/${slug}?${query}`,
        size,
        // Each in either, by turns.
        scheme: (i % 2 === 0) === (size === 'wide') ? 'light' : 'dark',
        ready: name === 'battle' ? battle : shown,
      }),
    ),
  ),
  ...(['wide', 'ultra'] as const).flatMap((size) => {
    const lines = size === 'wide' ? 1080 : 2160
    const own = { size, scheme: size === 'wide' ? 'light' : 'dark' } as const
    return [
      ...overlays.map(
        ([name, race, query], i): Shot => ({
          name: `overlay-${name}-${lines}`,
          race,
          path: (slug) => `/screen/${slug}?${query}&bg=transparent`,
          size,
          scheme: (i % 2 === 0) === (size === 'wide') ? 'dark' : 'light',
          ready: overFootage,
        }),
      ),
      {
        ...{ name: `screen-paused-${lines}`, race: 'paused', ...own, ready: shown },
        path: (slug) => `/screen/${slug}?scene=map`,
      } satisfies Shot,
      {
        ...{ name: `screen-stale-${lines}`, race: 'middle', ...own, ready: moving },
        path: (slug) => `/screen/${slug}?scene=tower`,
        hangs: { service: 'gateway', seen: aged },
      } satisfies Shot,
    ]
  }),
]
