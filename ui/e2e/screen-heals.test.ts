import { makePastRace } from '@racecast/generator/testing'
import type { Browser, BrowserContext, Page, WebSocketRoute } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedScenes } from '../src/lib/screen/parameters.ts'
import { chromiumPath, dotsDrawn, launch, openPage, soon } from './browser.ts'
import { type Services, startServices } from './services.ts'

const small = { viewport: { width: 480, height: 270 } }
/** A connection that has been given up is sought again after a while. */
const healed = { timeout: 40_000 }

describe.skipIf(!chromiumPath)('a big screen that nobody touches', () => {
  let services: Services
  let browser: Browser
  let slug: string

  beforeAll(async () => {
    const request = { course: 'crystal', competitors: 30, fastest: 180, slowest: 420, seed: 12 }
    services = await startServices(async (dataDir) => {
      slug = await makePastRace(dataDir, request, 12 * 60)
    })
    browser = await launch()
  })

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
  })

  const address = (query: string) => `${services.url}/screen/${slug}?${query}`
  const old = (page: Page) => page.locator('p.sign.warn')
  const clock = (page: Page) => page.getByRole('timer').textContent()

  /** Waits until the clock goes and nothing is old. */
  async function goesOn(page: Page): Promise<void> {
    await expect.poll(() => old(page).count(), healed).toBe(0)
    const before = await clock(page)
    await expect.poll(() => clock(page), soon).not.toBe(before)
  }

  /** A screen whose network can be taken away: nothing that is sent comes, and nothing says so. */
  async function openWithNetwork(query: string) {
    const watched = await openPage(browser, 'about:blank', small)
    const routes: WebSocketRoute[] = []
    let isThere = true
    await watched.page.routeWebSocket(/\/feed$/, (route) => {
      if (!isThere) return
      routes.push(route)
      const server = route.connectToServer()
      route.onMessage((message) => isThere && server.send(message))
      server.onMessage((message) => isThere && route.send(message))
    })
    await watched.page.goto(address(query))
    await watched.page.locator('[data-scene]').waitFor()
    const setNetwork = async (there: boolean) => {
      isThere = there
      await watched.page.context().setOffline(!there)
    }
    return { ...watched, setNetwork }
  }

  it('says how old its picture is while its network is away, and goes on when it is back', async () => {
    const { page, setNetwork } = await openWithNetwork('scene=tower')
    await goesOn(page)
    await setNetwork(false)
    await page.getByText(/^as of \d\d:\d\d:\d\d, \d+ s ago$/).waitFor()
    expect(await page.locator('[data-bib]').count()).toBeGreaterThanOrEqual(10)
    await setNetwork(true)
    await goesOn(page)
    await page.context().close()
  })

  it('goes on after its gateway was started again, with a farewell and without', async () => {
    const { page } = await openPage(browser, address('scene=tower'), small)
    await page.locator('[data-scene]').waitFor()
    for (const end of [services.stopGateway, services.killGateway]) {
      await end()
      await old(page).waitFor()
      await services.startGateway()
      await goesOn(page)
    }
    await page.context().close()
  })

  /** Every scene, and everything that lies over somebody's picture. */
  const all = [
    ...fixedScenes.map((scene) => `scene=${scene}&bib=7`),
    ...(['tower', 'clock', 'gap', 'arrivals', 'lower-third', 'map', 'finishers'] as const).map(
      (scene) => `scene=${scene}&bib=7&bg=transparent`,
    ),
  ].map((query) => (query.startsWith('scene=gap') ? query.replace('bib=7', 'bib=7,8') : query))

  /** So many at a time: some draw a map, without a graphics card. */
  const groups = [0, 10].map((from) => all.slice(from, from + 10))

  it.each(groups)(
    'says how old it is while gateway or generator hang, as %s %s %s %s %s %s %s %s %s %s',
    async (...queries) => {
      const contexts: BrowserContext[] = []
      const pages = await Promise.all(
        queries.map(async (query) => {
          const { page } = await openPage(browser, address(query), { ...small, reducedMotion: 'reduce' })
          contexts.push(page.context())
          await page.locator('[data-scene]').waitFor({ timeout: 60_000 })
          return page
        }),
      )
      const ages = () => Promise.all(pages.map((page) => old(page).count()))
      await expect.poll(ages, healed).toEqual(pages.map(() => 0))
      for (const service of ['gateway', 'generator'] as const) {
        const goOn = services.freeze(service)
        await expect.poll(ages, healed).toEqual(pages.map(() => 1))
        goOn()
        await expect.poll(ages, healed).toEqual(pages.map(() => 0))
      }
      await Promise.all(contexts.map((context) => context.close()))
    },
  )

  it('says that the race is paused, and how old a pause is that it hears nothing of', async () => {
    const { page } = await openPage(browser, address('scene=clock&bg=transparent'), small)
    await page.locator('[data-scene]').waitFor()
    await services.act(slug, 'pause')
    await page.getByRole('status').getByText('Paused').waitFor()
    await services.killGateway()
    await old(page).waitFor()
    await services.startGateway()
    await page.getByRole('status').getByText('Paused').waitFor(healed)
    await services.act(slug, 'resume')
    await goesOn(page)
    await page.context().close()
  })

  it('draws on when the graphics context comes back, and keeps nothing of one that was lost', async () => {
    const { page, errors } = await openPage(browser, address('scene=map'), small)
    await dotsDrawn(page, 30, 60_000)
    const devTools = await page.context().newCDPSession(page)
    /** Styles of maps, the one that is shown among them, after collection. */
    async function styles(): Promise<number> {
      const { result } = await devTools.send('Runtime.evaluate', {
        expression: 'window.__racecast.map.style.constructor.prototype',
        objectGroup: 'styles',
      })
      const { objects } = await devTools.send('Runtime.queryObjects', {
        prototypeObjectId: result.objectId!,
        objectGroup: 'styles',
      })
      const { result: length } = await devTools.send('Runtime.callFunctionOn', {
        objectId: objects.objectId!,
        functionDeclaration: 'function () { return this.length }',
        returnByValue: true,
      })
      await devTools.send('Runtime.releaseObjectGroup', { objectGroup: 'styles' })
      return length.value as number
    }
    expect(await styles()).toBe(1)

    for (const comesBack of [true, true, false]) {
      await page.evaluate(() => {
        const { map } = window.__racecast!
        const canvas = map!.getCanvas()
        const extension = canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!
        Object.assign(window, { lostMap: new WeakRef(map!), extension })
        const lost = new Promise<void>((resolve) =>
          canvas.addEventListener('webglcontextlost', () => resolve(), { once: true }),
        )
        extension.loseContext()
        return lost
      })
      // In a task of its own: while the loss is being told of, nothing can be restored.
      await page.evaluate(async (back) => {
        const { map } = window.__racecast!
        const kept = window as unknown as { extension?: WEBGL_lose_context }
        const { extension } = kept
        delete kept.extension
        if (!back) return
        const restored = new Promise<void>((resolve) => map!.once('webglcontextrestored', () => resolve()))
        extension!.restoreContext()
        await restored
      }, comesBack)
      const isOther = await page.waitForFunction((back) => {
        const { map } = window.__racecast!
        const { lostMap } = window as unknown as { lostMap: WeakRef<object> }
        return map !== null && (map === lostMap.deref()) === back
      }, comesBack)
      await isOther.dispose()
      await dotsDrawn(page, 30, 60_000)
    }
    await expect.poll(styles, soon).toBe(1)
    expect(errors.filter((text) => !/context|re-add it manually/i.test(text))).toEqual([])
    await page.context().close()
  })

  it('keeps the screen awake while it is seen, and asks again when it is seen again', async () => {
    const { page } = await openPage(browser, 'about:blank', small)
    await page.addInitScript(() => {
      const locks: { released: boolean }[] = []
      let visibility: DocumentVisibilityState = 'visible'
      Object.defineProperty(document, 'visibilityState', { get: () => visibility })
      Object.defineProperty(navigator, 'wakeLock', {
        value: {
          async request(type: string) {
            if (type !== 'screen' || visibility !== 'visible') throw new DOMException('', 'NotAllowedError')
            const lock = {
              released: false,
              async release() {
                lock.released = true
              },
            }
            locks.push(lock)
            return lock
          },
        },
      })
      Object.assign(window, {
        locks,
        setVisibility(now: DocumentVisibilityState) {
          visibility = now
          // As the browser does.
          if (now === 'hidden') for (const lock of locks) lock.released = true
          document.dispatchEvent(new Event('visibilitychange'))
        },
      })
    })
    await page.goto(address('scene=clock'))
    await page.getByRole('timer').waitFor()
    const released = () =>
      page.evaluate(() =>
        (window as unknown as { locks: { released: boolean }[] }).locks.map((lock) => lock.released),
      )
    const setVisibility = (now: DocumentVisibilityState) =>
      page.evaluate(
        (to) =>
          (window as unknown as { setVisibility(now: DocumentVisibilityState): void }).setVisibility(to),
        now,
      )
    await expect.poll(released, soon).toEqual([false])
    // Seen all the time: one is enough.
    await setVisibility('visible')
    await setVisibility('hidden')
    expect(await released()).toEqual([true])
    await setVisibility('visible')
    await expect.poll(released, soon).toEqual([true, false])
    await page.context().close()
  })
})
