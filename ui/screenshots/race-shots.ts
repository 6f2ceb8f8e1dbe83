import type { Page } from 'playwright-core'
import { freeze, unfreeze } from '../e2e/browser.ts'
import type { Shot } from './shot.ts'

const labelled = (page: Page) =>
  page.waitForFunction(() => document.querySelectorAll('.dot-label:not([hidden])').length > 0)

/** A map with moving dots is never idle: holds it until course and signs are painted. */
async function mapPainted(page: Page): Promise<void> {
  await page.waitForFunction(() => window.__racecast?.map?.isStyleLoaded())
  await freeze(page)
  await page.evaluate(() =>
    new Promise<unknown>((resolve) => window.__racecast!.map!.once('idle', resolve)).then(() => {}),
  )
  await unfreeze(page)
}

async function racing(page: Page): Promise<void> {
  await mapPainted(page)
  await labelled(page)
}

/** The spectator's page. */
export const raceShots: Shot[] = (['light', 'dark'] as const).flatMap((scheme) => [
  ...(['desktop', 'phone'] as const).map(
    (size): Shot => ({
      name: `race-${size}-${scheme}`,
      race: 'middle',
      path: (slug) => `/race/${slug}?follow=73,21,12`,
      size,
      scheme,
      ready: racing,
    }),
  ),
])
