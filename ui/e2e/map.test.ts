import { readFileSync } from 'node:fs'
import type { Course } from '@racecast/courses'
import { makePastRace } from '@racecast/generator/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, dotsDrawn, freeze, launch, openPage, unfreeze, type Watched } from './browser.ts'
import { pixelsAt, type Rgba } from './pixels.ts'
import { type Services, startServices } from './services.ts'

/** Two laps of an eight: the course crosses itself, and lies on itself. */
const course = JSON.parse(
  readFileSync(new URL('../../courses/builtin/skylark-eight.json', import.meta.url), 'utf8'),
) as Course
/** Where it crosses itself on the first lap, cm from the start. */
const crossing = { first: 100_335, second: 226_305 }
/** So many that the crowd is drawn as a ribbon. */
const field = 260

const brightest = ([r, g, b]: Rgba) => Math.max(r, g, b)

describe.skipIf(!chromiumPath)('the map of a race', () => {
  let services: Services
  let browser: Browser
  let watched: Watched
  let page: Page
  let slug = ''

  beforeAll(async () => {
    const request = { course: 'skylark-eight', competitors: field, fastest: 185, slowest: 470, seed: 3 }
    services = await startServices(async (dataDir) => {
      slug = await makePastRace(dataDir, request, 450)
    })
    browser = await launch()
    watched = await openPage(browser, `${services.url}/race/${slug}`, { colorScheme: 'light' })
    page = watched.page
    await dotsDrawn(page, field)
  })

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
  })

  afterEach(async () => {
    await unfreeze(page)
    await page.evaluate(() => window.__racecast!.raceMap!.camera.fit(false))
  })

  interface Place {
    competitorId: number
    lon: number
    lat: number
    /** m */
    distance: number
  }

  async function positionsAt(ms: number): Promise<Place[]> {
    const answer = await fetch(`${services.url}/api/races/${slug}/positions?at=${ms}`)
    return ((await answer.json()) as { rows: Place[] }).rows
  }

  /** How far from these places the dots are (those drawn now, or `drawn`), px. */
  const offBy = (places: Place[], drawn?: { id: number; x: number; y: number }[]) =>
    page.evaluate(
      ([wanted, earlier]) => {
        const { dots, map } = window.__racecast!
        const byId = new Map((earlier ?? dots()).map((dot) => [dot.id, dot]))
        return wanted.map(({ competitorId, lon, lat }) => {
          const { x, y } = map!.project([lon, lat])
          const dot = byId.get(competitorId)!
          return Math.hypot(dot.x - x, dot.y - y)
        })
      },
      [places, drawn] as const,
    )

  /** Somewhere on the course in the middle of the map, from so near, held at `at`. */
  async function look(cm: number, zoom: number, at: number): Promise<void> {
    await page.evaluate(
      ([place, wanted]) => {
        const { map, raceMap } = window.__racecast!
        const { x, y } = raceMap!.ribbon.bandAt(place!)
        map!.jumpTo({ center: map!.unproject([x, y]), zoom: wanted! })
      },
      [cm, zoom] as const,
    )
    await freeze(page, at)
  }

  it('has each dot where the API says for the moment shown, from far and near, on both passes of a crossing', async () => {
    const at = await freeze(page)
    const rows = await positionsAt(at)
    const near = (cm: number) => rows.filter(({ distance }) => Math.abs(distance * 100 - cm) < 15_000)
    expect(near(crossing.first).length, 'on the first pass').toBeGreaterThan(0)
    expect(near(crossing.second).length, 'on the second pass').toBeGreaterThan(0)
    for (const zoom of [13, 15.5, 18]) {
      await look(crossing.first, zoom, at)
      const off = await offBy(rows)
      expect(off).toHaveLength(field)
      expect(Math.max(...off), `at zoom ${zoom}`).toBeLessThan(1.5)
    }
  })

  it('draws the crowd as a ribbon to the right of travel, and as dots from near', async () => {
    const at = await freeze(page)
    const bands = await page.evaluate(
      (length) =>
        Array.from({ length: 200 }, (_, i) => ({
          cm: (i * length) / 200,
          ...window.__racecast!.ribbonAt((i * length) / 200),
        })),
      course.lengthCm,
    )
    const widest = bands.reduce((a, b) => (a.width > b.width ? a : b))
    expect(widest.width).toBeGreaterThan(5)
    // Where nobody is, there is none.
    expect(bands.filter(({ width }) => width === 0).length).toBeGreaterThan(100)
    const [middle] = await page.evaluate(
      (cm) => [window.__racecast!.raceMap!.dots.courseOnScreen(cm)],
      widest.cm,
    )
    const left = { x: 2 * middle![0] - widest.x, y: 2 * middle![1] - widest.y }
    const [ribbon, paper] = await pixelsAt(page, [widest, left])
    expect(brightest(ribbon!)).toBeLessThan(190)
    expect(brightest(paper!)).toBeGreaterThan(215)
    await look(widest.cm, 19.5, at)
    expect((await page.evaluate((cm) => window.__racecast!.ribbonAt(cm), widest.cm)).width).toBe(0)
  })

  it('stretches who has had no fix for long along the course, hollow, and snaps back at the next', async () => {
    const at = (await freeze(page)) + 60_000
    await freeze(page, at)
    const from = await page.evaluate(() => {
      const { raceMap } = window.__racecast!
      const { data } = raceMap!.dots.capsules
      return (data[0]! + data[1]!) / 2
    })
    await look(from, 19.5, at)
    // A bend cuts a capsule into pieces: the longest one whose side can be read off the canvas.
    const { ax, ay, bx, by } = await page.evaluate(() => {
      const { clientWidth, clientHeight } = window.__racecast!.map!.getCanvas()
      const lengthOf = (one: { ax: number; ay: number; bx: number; by: number }) =>
        Math.hypot(one.bx - one.ax, one.by - one.ay)
      const isSeen = (one: { ax: number; ay: number; bx: number; by: number }) => {
        const [x, y] = [one.ax + (one.bx - one.ax) * 0.3, one.ay + (one.by - one.ay) * 0.3]
        return x > 40 && y > 40 && x < clientWidth - 40 && y < clientHeight - 40
      }
      return window
        .__racecast!.stretches()
        .filter(isSeen)
        .reduce((a, b) => (lengthOf(a) >= lengthOf(b) ? a : b))
    })
    const long = Math.hypot(bx - ax, by - ay)
    expect(long).toBeGreaterThan(40)
    const aside = (px: number) => ({
      x: ax + (bx - ax) * 0.3 - ((by - ay) / long) * px,
      y: ay + (by - ay) * 0.3 + ((bx - ax) / long) * px,
    })
    const radius = await page.evaluate(() => window.__racecast!.raceMap!.dots.radius())
    // The line is thinner than two pixels: the darkest one across it.
    for (const side of [1, -1]) {
      const across = [0, 0.4, 0.8, 1.2, 1.6].map((inwards) => aside(side * (radius - inwards)))
      const colours = await pixelsAt(page, across)
      expect(Math.min(...colours.map(brightest))).toBeLessThan(140)
    }
    // Somebody else's dot may lie in it, at one place or another.
    const within = [0.2, 0.35, 0.5, 0.65, 0.8].map((part) => ({
      x: ax + (bx - ax) * part,
      y: ay + (by - ay) * part,
    }))
    const inside = await pixelsAt(page, within)
    expect(Math.max(...inside.map(brightest))).toBeGreaterThan(200)
    await unfreeze(page)
    await freeze(page)
    expect(await page.evaluate(() => window.__racecast!.stretches())).toEqual([])
  })

  it('paints nothing while nobody sees the page, and the present when somebody does again', async () => {
    const seen = (state: DocumentVisibilityState) =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'visibilityState', { value, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, state)
    await seen('hidden')
    const painted = await page.evaluate(async () => {
      const { map, playoutTime } = window.__racecast!
      // One frame may have been asked for before.
      await new Promise((resolve) => requestAnimationFrame(resolve))
      let frames = 0
      const count = () => frames++
      map!.on('render', count)
      const from = playoutTime()!
      while (playoutTime()! - from < 2500) await new Promise((resolve) => requestAnimationFrame(resolve))
      map!.off('render', count)
      return frames
    })
    expect(painted).toBeLessThan(2)
    const back = page.evaluate(
      () =>
        new Promise<{ at: number; dots: { id: number; x: number; y: number }[] }>((resolve) => {
          const { map, dots, playoutTime } = window.__racecast!
          map!.once('render', () => resolve({ at: playoutTime()!, dots: dots() }))
        }),
    )
    await seen('visible')
    const { at, dots } = await back
    const rows = await positionsAt(Math.round(at))
    const off = await offBy(rows, dots)
    expect(Math.max(...off)).toBeLessThan(1.5)
  })

  it('marks a place, and picks nobody by the press that asks for one', async () => {
    const at = { x: 760, y: 300 }
    await freeze(page)
    await page.evaluate(({ x, y }) => {
      const { map, raceMap } = window.__racecast!
      const { lng, lat } = map!.unproject([x, y])
      raceMap!.setSpot([lng, lat])
      return new Promise<unknown>((resolve) => map!.once('idle', resolve)).then(() => {})
    }, at)
    // The pin stands on its tip: its head is above the place, darker than any paper at its rim.
    const [head] = await pixelsAt(page, [{ x: at.x, y: at.y - 26 }])
    expect(brightest(head!)).toBeLessThan(90)
    const cursor = await page.evaluate(() => {
      const { map, raceMap } = window.__racecast!
      raceMap!.placing = true
      return map!.getCanvas().style.cursor
    })
    expect(cursor).toBe('crosshair')
    await page.mouse.click(at.x, at.y)
    expect(page.url()).not.toContain('follow')
  })

  it('goes to somebody, and to a part of the course', async () => {
    const at = await freeze(page)
    const id = await page.evaluate(() => {
      const { raceMap, dots } = window.__racecast!
      const { id } = dots()[7]!
      raceMap!.flyTo({ competitor: id }, false)
      return id
    })
    await freeze(page, at)
    const dot = await page.evaluate(
      (wanted) => window.__racecast!.dots().find(({ id }) => id === wanted)!,
      id,
    )
    // In the middle of what the cards leave free.
    const free = await page.evaluate(() => window.__racecast!.raceMap!.camera.free())
    expect(dot.x).toBeCloseTo((free.left + free.right) / 2, 0)
    expect(dot.y).toBeCloseTo((free.top + free.bottom) / 2, 0)
    const box = await page.evaluate(() => {
      const { raceMap, map } = window.__racecast!
      const { lng, lat } = map!.getCenter()
      raceMap!.flyTo({ box: [lng - 0.002, lat - 0.001, lng + 0.002, lat + 0.001] }, false)
      return [map!.project([lng - 0.002, lat]), map!.project([lng + 0.002, lat])].map(({ x }) => x)
    })
    expect(box[0]).toBeGreaterThan(free.left)
    expect(box[1]).toBeLessThan(free.right)
  })
})
