import { dotsDrawn, launch, openPage } from '@racecast/ui/browser'
import { startServices } from '@racecast/ui/services'
import type { Browser } from 'playwright-core'
import { quantile, type Row } from './measure.ts'

/** How long each page is watched, and how often each size is, in turn: the machine's speed drifts. */
const watchedMs = 8_000
const turns = 5

interface Watched {
  frames: number
  mainThreadMs: number
  heapMiB: number
}

/**
 * Main thread of a page whose dots all move, ticks included, against one that is painted as often and has a single
 * dot: repaint alone. Each page has its own repaint alone, opened just before it, and the median of these pairs counts:
 * what a frame of the same page costs differs by a quarter from minute to minute.
 *
 * Where graphics are drawn in software there are few frames, and each bears a part of the tick that on a phone sixty
 * share. So the canvas is a small one, which changes nothing of what the main thread has to do; what is not painting is told
 * by itself, ms of each second beside as many frames of repaint alone; and `at 60` is the ratio that follows from that
 * for sixty frames a second.
 */
export async function page(): Promise<Row[]> {
  const services = await startServices()
  const browser = await launch()
  const open = async (competitors: number) => {
    const slug = await services.createRace({ course: 'crystal', competitors, name: `${competitors}` })
    return () => watch(browser, `${services.url}/race/${slug}`, competitors)
  }
  try {
    const alone = await open(1)
    const sizes: { dots: number; look: () => Promise<Watched>; pairs: Pair[] }[] = []
    for (const dots of [100, 1_000, 10_000]) sizes.push({ dots, look: await open(dots), pairs: [] })
    for (let turn = 0; turn < turns; turn++) {
      for (const { look, pairs } of sizes) pairs.push({ repaint: await alone(), page: await look() })
    }
    return sizes.map(({ dots, pairs }) => ({ dots, ...compared(pairs) }))
  } finally {
    await browser.close()
    await services.stop()
  }
}

/** A page, and repaint alone as it was just before. */
interface Pair {
  repaint: Watched
  page: Watched
}

function compared(pairs: readonly Pair[]): Row {
  const frameMs = ({ mainThreadMs, frames }: Watched) => mainThreadMs / frames
  const besideMs = ({ repaint, page }: Pair) =>
    ((page.mainThreadMs - page.frames * frameMs(repaint)) * 1000) / watchedMs
  const median = (of: (pair: Pair) => number, decimals: number) =>
    Number(quantile(pairs.map(of), 0.5).toFixed(decimals)) || 0
  return {
    'main thread ms a frame': median(({ page }) => frameMs(page), 2),
    'repaint alone': median(({ repaint }) => frameMs(repaint), 2),
    ratio: median(({ repaint, page }) => frameMs(page) / frameMs(repaint), 2),
    'frames a second': median(({ page }) => (page.frames * 1000) / watchedMs, 0),
    'main thread ms a second': median(({ page }) => (page.mainThreadMs * 1000) / watchedMs, 0),
    'beside repaint ms a second': median(besideMs, 0),
    'at 60': median((pair) => 1 + besideMs(pair) / (60 * frameMs(pair.repaint)), 2),
    'JS heap MiB': median(({ page }) => page.heapMiB, 1),
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
