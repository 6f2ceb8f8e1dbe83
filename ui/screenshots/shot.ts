import type { Page } from 'playwright-core'
import type { RaceName } from './races.ts'

export const sizes = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
  tablet: { viewport: { width: 768, height: 1024 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1440, height: 900 } },
  wide: { viewport: { width: 1920, height: 1080 } },
  console: { viewport: { width: 2560, height: 1440 } },
  ultra: { viewport: { width: 3840, height: 2160 } },
} as const

/** A picture of a screen in some state: a file of its own. */
export interface Shot {
  /** Of its file, without the ending. */
  name: string
  race: RaceName
  /** The address of the page, from the race's slug. */
  path(slug: string): string
  size: keyof typeof sizes
  scheme: 'light' | 'dark'
  /** What has to be done and seen before it is taken. */
  ready?(page: Page): Promise<unknown>
  /** What hangs while it is taken, once it is ready, and what has to be seen of that. */
  hangs?: { service: 'gateway' | 'generator'; seen(page: Page): Promise<unknown> }
}
