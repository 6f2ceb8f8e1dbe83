import { launch } from '@racecast/ui/browser'
import { startServices } from '@racecast/ui/services'
import type { Browser, CDPSession } from 'playwright-core'
import { quantile, type Row } from './measure.ts'

/** What Chromium's own tools call "Slow 4G": 1.6 Mbit/s down, 0.75 up, less a tenth; 562.5 ms a request. */
const slow4G = { offline: false, downloadThroughput: 180_000, uploadThroughput: 84_375, latency: 562.5 }
/** Each page is opened anew, with an empty cache. */
const turns = 3

interface Visit {
  listMs: number
  listBytes: number
  mapMs: number
  mapBytes: number
}

/**
 * The first list and the first map of a running race of 100 on slow 4G, in a window that
 * shows both at once: when, and from how many bytes. What of
 * the map is under way while the list is drawn counts with the map.
 */
export async function weight(): Promise<Row[]> {
  const services = await startServices()
  const browser = await launch()
  try {
    const slug = await services.createRace({ course: 'crystal', competitors: 100 })
    const rows: Row[] = []
    for (const [what, query] of [
      ['English', ''],
      ['German', '?lang=de'],
      ['Arabic', '?lang=ar'],
    ] as const) {
      const visits: Visit[] = []
      for (let turn = 0; turn < turns; turn++) {
        visits.push(await visit(browser, `${services.url}/race/${slug}${query}`))
      }
      const median = (of: keyof Visit, scale: number) =>
        quantile(
          visits.map((one) => one[of] / scale),
          0.5,
        )
      rows.push({
        page: what,
        'first list s': median('listMs', 1000),
        'KB until then': median('listBytes', 1000),
        'first map s': median('mapMs', 1000),
        'KB in all': median('mapBytes', 1000),
      })
    }
    return rows
  } finally {
    await browser.close()
    await services.stop()
  }
}

async function visit(browser: Browser, url: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  const devTools = await context.newCDPSession(page)
  await devTools.send('Network.enable')
  await devTools.send('Network.emulateNetworkConditions', slow4G)
  const transferred = countBytes(devTools)
  await page.goto(url, { waitUntil: 'commit' })
  const sinceStart = () => page.evaluate(() => performance.now())
  await page.waitForSelector('[data-competitor]', { timeout: 60_000 })
  const list = { listMs: await sinceStart(), listBytes: transferred() }
  await page.waitForFunction(() => (window.__racecast?.map && window.__racecast.dots().length) || 0, null, {
    timeout: 60_000,
    polling: 50,
  })
  const map = { mapMs: await sinceStart(), mapBytes: transferred() }
  await context.close()
  return { ...list, ...map }
}

/** Bytes of what has come as a whole, heads of answers included, and of what the feed has sent. */
function countBytes(devTools: CDPSession): () => number {
  let bytes = 0
  devTools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  devTools.on('Network.webSocketFrameReceived', ({ response: { opcode, payloadData } }) => {
    bytes += opcode === 2 ? (payloadData.length * 3) / 4 : payloadData.length
  })
  return () => bytes
}
