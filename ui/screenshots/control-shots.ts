import type { Page } from 'playwright-core'
import { signIn } from '../e2e/sign-in.ts'
import type { Shot } from './shot.ts'

/** Somebody needs a person and is looked at; course and signs are painted, and some of each stage's past is there. */
async function atTheDesk(page: Page): Promise<void> {
  await signIn(page, 'Ada')
  // Some are there at once, others when they have been seen to stand or to be off the course for long enough.
  await page.waitForFunction(() => {
    const kinds = [...document.querySelectorAll('.left .open .kind')].map(({ textContent }) => textContent)
    return kinds.length >= 4 && new Set(kinds).size >= 2
  })
  await page.locator('.left .open .who').first().click()
  await page.waitForFunction(
    () => window.__racecast?.map?.isStyleLoaded() && !window.__racecast.map.isMoving(),
  )
  await page.waitForFunction(() => document.querySelector('.dot-label.followed:not([hidden])') !== null)
  await page.locator('.right figure svg path').first().waitFor()
}

/** Race control, on one screen and on the large one of a control room; and the page of the feed. */
export const controlShots: Shot[] = [
  {
    ...{ name: 'control-desktop-light', race: 'untidy', size: 'desktop', scheme: 'light' },
    path: (slug) => `/control/${slug}`,
    ready: atTheDesk,
  },
  {
    ...{ name: 'control-console-dark', race: 'untidy', size: 'console', scheme: 'dark' },
    path: (slug) => `/control/${slug}`,
    ready: atTheDesk,
  },
  {
    ...{ name: 'feed-desktop-light', race: 'untidy', size: 'desktop', scheme: 'light' },
    path: () => '/feed',
    ready: (page) => page.waitForFunction(() => document.querySelectorAll('[data-frame]').length > 10),
  },
]
