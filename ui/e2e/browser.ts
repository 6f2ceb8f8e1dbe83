import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import type { TestHook } from '../src/lib/test-hook.ts'

declare global {
  interface Window {
    __racecast?: TestHook
  }
}

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]

/** Where Chromium is; null where it is missing. */
export const chromiumPath = places.find((path) => path && existsSync(path)) ?? null
if (!chromiumPath)
  console.log('Chromium is missing: the page is not tested in a browser (apt-get install chromium).')

/** WebGL without a graphics card, and no conversation of the browser's own with anybody. */
const switches = [
  '--no-sandbox',
  '--headless=new',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath!, args: switches })
}

/** How long is waited for what should be there at once: a machine may be busy with other tests. */
export const soon = { timeout: 15_000 }

export interface Watched {
  page: Page
  /** Errors on the console and uncaught ones. */
  errors: string[]
  /** Requests that went anywhere but to the page's own origin. */
  strangers: string[]
}

/** Opens `url` and notes what must not happen meanwhile; what is waited for has to be there `withinMs`. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
  withinMs = soon.timeout,
): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  // Shorter than a test may take, so that a failure says what was waited for.
  page.setDefaultTimeout(withinMs)
  const errors: string[] = []
  const strangers: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (protocol.startsWith('http') && origin !== new URL(url).origin) strangers.push(request.url())
  })
  await page.goto(url)
  return { page, errors, strangers }
}

/** Waits until `count` dots are drawn on a map that has its course. */
export async function dotsDrawn(page: Page, count: number, withinMs = 15_000): Promise<void> {
  await page.waitForFunction(
    (wanted) => {
      const hook = window.__racecast
      return (
        hook?.map?.getSource('course') && hook.map.isSourceLoaded('course') && hook.dots().length === wanted
      )
    },
    count,
    { timeout: withinMs },
  )
}

/** Holds the screen at what it shows now, or at `wallMs`, and waits until that is painted. Gives the moment, epoch ms. */
export function freeze(page: Page, wallMs?: number): Promise<number> {
  return page.evaluate(async (asked) => {
    const hook = window.__racecast!
    const moment = Math.floor(asked ?? hook.playoutTime()!)
    const painted = new Promise<unknown>((resolve) => hook.map!.once('render', resolve))
    hook.freeze(moment)
    await painted
    return moment
  }, wallMs)
}

export function unfreeze(page: Page): Promise<void> {
  return page.evaluate(() => window.__racecast!.freeze(null))
}

/** Takes the map's graphics context away and gives it back: what a graphics card does that is reset. */
export function loseContext(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const { map } = window.__racecast!
    const loss = map!.getCanvas().getContext('webgl2')!.getExtension('WEBGL_lose_context')!
    const lost = new Promise<unknown>((resolve) => map!.once('webglcontextlost', resolve))
    loss.loseContext()
    await lost
    // Not allowed before the event of the loss has run its course.
    await new Promise((resolve) => setTimeout(resolve))
    const restored = new Promise<unknown>((resolve) => map!.once('webglcontextrestored', resolve))
    loss.restoreContext()
    await restored
  })
}
