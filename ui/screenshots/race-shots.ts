import type { Page } from 'playwright-core'
import { freeze, unfreeze } from '../e2e/browser.ts'
import type { Shot } from './shot.ts'

/** A map with moving dots is never idle: holds it until course and signs are painted. */
async function mapPainted(page: Page): Promise<void> {
  await page.waitForFunction(() => window.__racecast?.map?.isStyleLoaded())
  await freeze(page)
  await page.waitForFunction(() => window.__racecast!.map!.loaded())
  await unfreeze(page)
}

async function racing(page: Page): Promise<void> {
  await mapPainted(page)
  await page.waitForFunction(() => document.querySelectorAll('.dot-label:not([hidden])').length > 0)
  // A machine that takes pictures of ten thousand is late at first; the picture is of a race that is followed.
  await page.waitForFunction(() => !document.querySelector('.lateness .troubled'))
}

/** The race with the sheet's part of this name. */
const tab = (name: string) => async (page: Page) => {
  await racing(page)
  await page.getByRole('tab', { name }).click()
}

/** On Crystal Palace's road that is run in both directions, at 0.6 and 3.4 km. */
const spot = '-0.06599,51.42312'
const followed = (slug: string) => `/race/${slug}?follow=73,21,12&spot=${spot}`

/** The spectator's page: a phone's and a desk's in all states, the sizes between them in the middle of a race. */
export const raceShots: Shot[] = (['light', 'dark'] as const).flatMap((scheme): Shot[] => [
  { name: `race-phone-${scheme}`, race: 'middle', path: followed, size: 'phone', scheme, ready: racing },
  { name: `race-desktop-${scheme}`, race: 'middle', path: followed, size: 'desktop', scheme, ready: racing },
])
raceShots.push(
  { name: 'race-ask-phone', race: 'middle', path: plain, size: 'phone', scheme: 'light', ready: mapPainted },
  { name: 'race-ask-desktop', race: 'middle', path: plain, size: 'desktop', scheme: 'light', ready: asking },
  {
    name: 'race-board-phone',
    race: 'middle',
    path: followed,
    size: 'phone',
    scheme: 'light',
    ready: tab('Board'),
  },
  {
    name: 'race-field-phone',
    race: 'middle',
    path: followed,
    size: 'phone',
    scheme: 'dark',
    ready: tab('Field'),
  },
  {
    name: 'race-spot-phone',
    race: 'middle',
    path: followed,
    size: 'phone',
    scheme: 'light',
    ready: tab('My spot'),
  },
  {
    name: 'race-rewound-phone',
    race: 'middle',
    path: rewound,
    size: 'phone',
    scheme: 'light',
    ready: racing,
  },
  {
    name: 'race-rewound-desktop',
    race: 'middle',
    path: rewound,
    size: 'desktop',
    scheme: 'dark',
    ready: racing,
  },
  {
    name: 'race-before-phone',
    race: 'before',
    path: plain,
    size: 'phone',
    scheme: 'light',
    ready: mapPainted,
  },
  {
    name: 'race-before-desktop',
    race: 'before',
    path: plain,
    size: 'desktop',
    scheme: 'dark',
    ready: mapPainted,
  },
  { name: 'race-over-phone', race: 'over', path: plain, size: 'phone', scheme: 'light', ready: mapPainted },
  {
    name: 'race-over-desktop',
    race: 'over',
    path: plain,
    size: 'desktop',
    scheme: 'light',
    ready: mapPainted,
  },
  { name: 'race-tablet', race: 'middle', path: followed, size: 'tablet', scheme: 'light', ready: racing },
  { name: 'race-few-wide', race: 'few', path: plain, size: 'wide', scheme: 'light', ready: racing },
  { name: 'race-laps-phone', race: 'laps', path: plain, size: 'phone', scheme: 'dark', ready: racing },
  { name: 'race-crowd-wide', race: 'crowd', path: plain, size: 'wide', scheme: 'dark', ready: racing },
  { name: 'race-crowd-phone', race: 'crowd', path: plain, size: 'phone', scheme: 'light', ready: racing },
)

function plain(slug: string): string {
  return `/race/${slug}`
}

function rewound(slug: string): string {
  return `${followed(slug)}&at=0:14:00`
}

async function asking(page: Page): Promise<void> {
  await mapPainted(page)
  await page.getByRole('searchbox', { name: 'Bib or name', exact: true }).fill('em')
  await page.getByRole('button', { name: 'Follow', exact: false }).first().waitFor()
}
