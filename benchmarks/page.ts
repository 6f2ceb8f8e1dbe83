import { dotsDrawn, launch, openPage } from '@racecast/ui/browser'
import { startServices } from '@racecast/ui/services'
import type { Browser } from 'playwright-core'
import { quantile, type Row } from './measure.ts'

/** How long each page is watched, and how often each is, in turn: the machine's speed drifts. */
const watchedMs = 8_000
const turns = 3

interface Watched {
  frames: number
  mainThreadMs: number
  heapMiB: number
}

/**
 * Main thread of a page whose dots all move, ticks included, against one that is painted as often and has a single
 * dot: repaint alone. Ratio of the medians; every turn opens both anew. A second of the page is the fairer figure where
 * graphics are drawn in software: there are few frames then, and each bears a larger part of the tick.
 */
export async function page(): Promise<Row[]> {
  const services = await startServices()
  const browser = await launch()
  try {
    const sizes = [1, 100, 1_000, 10_000]
    const races = new Map<number, string>()
    for (const competitors of sizes) {
      races.set(
        competitors,
        await services.createRace({ course: 'crystal', competitors, name: `${competitors}` }),
      )
    }
    const seen = new Map<number, Watched[]>(sizes.map((size) => [size, []]))
    for (let turn = 0; turn < turns; turn++) {
      for (const size of sizes) {
        seen.get(size)!.push(await watch(browser, `${services.url}/race/${races.get(size)}`, size))
      }
    }
    const perFrame = (size: number) =>
      quantile(
        seen.get(size)!.map((w) => w.mainThreadMs / w.frames),
        0.5,
      )
    const perSecond = (size: number) =>
      quantile(
        seen.get(size)!.map((w) => (w.mainThreadMs * 1000) / watchedMs),
        0.5,
      )
    return sizes.map((size) => ({
      dots: size === 1 ? '1 (repaint alone)' : size,
      'main thread ms a frame': perFrame(size),
      ratio: Math.round((100 * perFrame(size)) / perFrame(1)) / 100,
      'main thread ms a second': Math.round(perSecond(size)),
      'frames a second': Math.round(
        (quantile(
          seen.get(size)!.map((w) => w.frames),
          0.5,
        ) *
          1000) /
          watchedMs,
      ),
      'JS heap MiB': quantile(
        seen.get(size)!.map((w) => w.heapMiB),
        0.5,
      ),
    }))
  } finally {
    await browser.close()
    await services.stop()
  }
}

async function watch(browser: Browser, url: string, dots: number): Promise<Watched> {
  const { page } = await openPage(browser, url, { viewport: { width: 1280, height: 720 } })
  await dotsDrawn(page, dots, 60_000)
  const devTools = await page.context().newCDPSession(page)
  // Thread ticks: CPU time, not the time that other processes took the core away.
  await devTools.send('Performance.enable', { timeDomain: 'threadTicks' })
  const metrics = async () =>
    new Map((await devTools.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]))
  await page.evaluate(() => {
    const counter = window as typeof window & { __frames: number }
    counter.__frames = 0
    window.__racecast!.map!.on('render', () => counter.__frames++)
  })
  const before = await metrics()
  await new Promise((resolve) => setTimeout(resolve, watchedMs))
  const after = await metrics()
  const frames = await page.evaluate(() => (window as typeof window & { __frames: number }).__frames)
  await page.context().close()
  return {
    frames,
    mainThreadMs: (after.get('TaskDuration')! - before.get('TaskDuration')!) * 1000,
    heapMiB: after.get('JSHeapUsedSize')! / 2 ** 20,
  }
}

/** The heap of a page with 10,000 moving dots over `minutes`, after a collection each minute: whether it stays flat. */
export async function pageHeap(minutes = 10): Promise<Row[]> {
  const competitors = 10_000
  const services = await startServices()
  const browser = await launch()
  try {
    const race = await services.createRace({ course: 'gridiron', competitors, name: 'Heap' })
    const { page } = await openPage(browser, `${services.url}/race/${race}`)
    await dotsDrawn(page, competitors, 120_000)
    const devTools = await page.context().newCDPSession(page)
    const rows: Row[] = []
    for (let minute = 0; minute <= minutes; minute++) {
      if (minute > 0) await new Promise((resolve) => setTimeout(resolve, 60_000))
      await devTools.send('HeapProfiler.collectGarbage')
      const { usedSize } = await devTools.send('Runtime.getHeapUsage')
      rows.push({ minute, 'JS heap MiB': Math.round((usedSize / 2 ** 20) * 10) / 10 })
    }
    return rows
  } finally {
    await browser.close()
    await services.stop()
  }
}
