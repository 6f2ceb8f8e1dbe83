import { setTimeout as wait } from 'node:timers/promises'
import { hurriedGateway } from '@racecast/gateway/benchmark'
import { launch, openPage } from '@racecast/ui/browser'
import type { CDPSession, Page } from 'playwright-core'
import { type Row, slope } from './measure.ts'

const hours = 8
/** How many times as fast as its own the day goes by, for server and page alike. */
const speed = 60
/** A row for so many minutes of that day: six laps of the test race, so that all are of the same moment of it. */
const rowMinutes = 30
/**
 * Flat: after the first hour what the page keeps grows by less than this, MiB an hour (the least-squares line through its rows;
 * they differ by a quarter of a MiB with the scene that is shown, too much for the line through a part of the day). A map that
 * is left behind at each loss of the context is three times as much.
 */
const flatMiBPerHour = 0.1

/**
 * A big screen that runs for eight hours in eight minutes: the whole gateway by a fast clock, the test race over a real
 * WebSocket, 96 laps of five minutes with everything that a race can have, and a real page whose clocks and timers are as fast.
 * It is drawn as often as the machine can; what is hurried is the race and every wait. Once an hour it loses its graphics
 * context, for good, so that a new map has to be made. A row for each half an hour: what the heap holds after collection, data
 * and compiled code apart, what else might pile up, how many pictures of the race were shown (one a second is all of them), and
 * whether the console had anything to say. Throws where the data are not flat. The engine's code is told and not held to
 * anything: what is only run to make a map is compiled better and better as one map after the other is made.
 */
export async function screen(): Promise<Row[]> {
  const gateway = await hurriedGateway(speed)
  const browser = await launch()
  const rows: Row[] = []
  try {
    const { page, errors } = await openPage(browser, 'about:blank', { viewport: { width: 960, height: 540 } })
    await page.addInitScript(hurry, speed)
    await page.goto(`${gateway.url}/screen/test`)
    await page.locator('[data-scene]').waitFor()
    const scenes = await watchScenes(page)
    const said = () => errors.filter((text) => !ownDoing.test(text))
    const devTools = await page.context().newCDPSession(page)
    await devTools.send('Performance.enable')
    for (let minutes = 0; minutes < hours * 60; minutes += rowMinutes) {
      if (minutes % 60 === 0) await loseContext(page)
      const before = await scenes()
      await wait((rowMinutes * 60_000) / speed)
      const after = await scenes()
      const { metrics, data, code } = await look(devTools)
      rows.push({
        hour: (minutes + rowMinutes) / 60,
        'data MiB': mib(data),
        'code MiB': mib(code),
        'DOM nodes': metrics.get('Nodes')!,
        listeners: metrics.get('JSEventListeners')!,
        'pictures a second': Math.round((100 * (after.pictures - before.pictures)) / (rowMinutes * 60)) / 100,
        scenes: after.scenes - before.scenes,
        'console errors': said().length,
      })
      console.log(JSON.stringify(rows.at(-1)))
    }
    for (const text of said()) console.log(text)
  } finally {
    await browser.close()
    await gateway.close()
  }
  const later = rows
    .filter(({ hour }) => Number(hour) > 1)
    .map((row) => [row.hour, row['data MiB']] as [number, number])
  const growth = slope(later)
  const text = `data grow by ${growth.toFixed(3)} MiB an hour after the first; flat is less than ${flatMiBPerHour}`
  if (growth >= flatMiBPerHour) throw new Error(text)
  console.log(text)
  return rows
}

const mib = (bytes: number) => Math.round((bytes / 2 ** 20) * 100) / 100

/** What the page holds after collection: its counters, and the bytes of its JavaScript heap by what they are. */
async function look(devTools: CDPSession) {
  // Twice: what only the first collection has let go of is not held.
  for (let i = 0; i < 2; i++) await devTools.send('HeapProfiler.collectGarbage')
  const { metrics } = await devTools.send('Performance.getMetrics')
  let text = ''
  const take = ({ chunk }: { chunk: string }) => {
    text += chunk
  }
  devTools.on('HeapProfiler.addHeapSnapshotChunk', take)
  await devTools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  devTools.off('HeapProfiler.addHeapSnapshotChunk', take)
  return { metrics: new Map(metrics.map(({ name, value }) => [name, value])), ...bytesOf(JSON.parse(text)) }
}

/** Of V8's format: a row of numbers for each node, named by `meta`. */
interface HeapSnapshot {
  snapshot: { meta: { node_fields: string[]; node_types: [string[], ...unknown[]] } }
  nodes: number[]
}

/** Bytes of compiled code, and of everything else but the browser's own objects, which the counters tell of. */
function bytesOf({ snapshot: { meta }, nodes }: HeapSnapshot): { data: number; code: number } {
  const [type, size] = [meta.node_fields.indexOf('type'), meta.node_fields.indexOf('self_size')]
  const sums = { data: 0, code: 0 }
  for (let at = 0; at < nodes.length; at += meta.node_fields.length) {
    const kind = meta.node_types[0][nodes[at + type]!]
    if (kind !== 'native') sums[kind === 'code' ? 'code' : 'data'] += nodes[at + size]!
  }
  return sums
}

/**
 * What the map's library says when it is robbed of its context, and the browser when a connection is given up: ten seconds for
 * that are a sixth of one here, in which a busy machine may not have answered.
 */
const ownDoing = /re-add it manually|WebGL context was lost|closed before the connection is established/i

/** Runs in the page before anything else: its clocks and timers go `times` as fast. */
function hurry(times: number): void {
  const begun = Date.now()
  const beganAt = performance.now()
  const [now, tick] = [Date.now.bind(Date), performance.now.bind(performance)]
  const RealDate = Date
  class HurriedDate extends RealDate {
    constructor(...given: [] | [number]) {
      super(given.length === 0 ? HurriedDate.now() : given[0])
    }
    static override now(): number {
      return Math.round(begun + (now() - begun) * times)
    }
  }
  performance.now = () => beganAt + (tick() - beganAt) * times
  const [later, every] = [window.setTimeout.bind(window), window.setInterval.bind(window)]
  const hurried = {
    Date: HurriedDate,
    setTimeout: (run: () => void, ms = 0, ...more: unknown[]) => later(run, ms / times, ...more),
    setInterval: (run: () => void, ms = 0, ...more: unknown[]) => every(run, ms / times, ...more),
  }
  Object.assign(window, hurried)
}

/** Counts the pictures of the race that are shown, by the clock on the screen, and the scenes. */
async function watchScenes(page: Page): Promise<() => Promise<{ pictures: number; scenes: number }>> {
  await page.evaluate(() => {
    const seen = { pictures: 0, scenes: 0 }
    Object.assign(window, { seen })
    let [clock, scene] = ['', '']
    new MutationObserver(() => {
      const clockNow = document.querySelector('[role="timer"]')?.textContent ?? ''
      const sceneNow = document.querySelector<HTMLElement>('[data-scene]')?.dataset.scene ?? ''
      if (clockNow !== clock) seen.pictures++
      if (sceneNow !== scene) seen.scenes++
      ;[clock, scene] = [clockNow, sceneNow]
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  return () =>
    page.evaluate(() => ({
      ...(window as unknown as { seen: { pictures: number; scenes: number } }).seen,
    }))
}

async function loseContext(page: Page): Promise<void> {
  // What is waited for is held by the test until it is let go: never the map itself.
  await page.waitForFunction(() => window.__racecast?.map != null)
  await page.evaluate(() => {
    const canvas = window.__racecast!.map!.getCanvas()
    canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!.loseContext()
  })
}
