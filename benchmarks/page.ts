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
 * dot: repaint alone. Ratio of the medians; every turn opens both anew.
 *
 * Where graphics are drawn in software there are few frames, and each bears a part of the tick that on a phone sixty
 * share. So the canvas is a small one, which changes nothing of what the main thread has to do; what is not painting is told
 * by itself, ms of each second beside as many frames of repaint alone; and `at 60` is the ratio that follows from that
 * for sixty frames a second.
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
    const median = (size: number, of: (watched: Watched) => number) => quantile(seen.get(size)!.map(of), 0.5)
    const perFrame = (size: number) => median(size, (w) => w.mainThreadMs / w.frames)
    const perSecond = (size: number) => median(size, (w) => (w.mainThreadMs * 1000) / watchedMs)
    const frames = (size: number) => median(size, (w) => (w.frames * 1000) / watchedMs)
    const repaint = perFrame(1)
    const ratio = (ms: number, ofMs: number) => Math.round((100 * ms) / ofMs) / 100
    return sizes.map((size) => {
      const besideMs = perSecond(size) - frames(size) * repaint
      return {
        dots: size === 1 ? '1 (repaint alone)' : size,
        'main thread ms a frame': perFrame(size),
        ratio: ratio(perFrame(size), repaint),
        'frames a second': Math.round(frames(size)),
        'main thread ms a second': Math.round(perSecond(size)),
        'beside repaint ms a second': Math.round(besideMs) || 0,
        'at 60': ratio(60 * repaint + besideMs, 60 * repaint),
        'JS heap MiB': median(size, (w) => w.heapMiB),
      }
    })
  } finally {
    await browser.close()
    await services.stop()
  }
}

async function watch(browser: Browser, url: string, dots: number): Promise<Watched> {
  const { page } = await openPage(browser, url, {
    viewport: { width: 1280, height: 720 },
    deviceScaleFactor: 0.25,
  })
  await dotsDrawn(page, dots, 120_000)
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
