import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { gateway } from '../fixtures/gateway.ts'
import { runId } from '../fixtures/race.ts'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000, interval: 20 })

describe.skipIf(!existsSync(executablePath))('the stream in a browser', { timeout: 60_000 }, () => {
  it('is read by its EventSource from another origin, which comes back after a bye where it was', async () => {
    const first = await gateway()
    const port = Number(new URL(await first.listen()).port)
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-background-networking'],
    })
    onTestFinished(() => browser.close())
    const page = await browser.newPage()
    const seen: { type: string; data: { seq?: number; log?: unknown[] }; id: string }[] = []
    await page.exposeFunction('saw', (type: string, data: string, id: string) =>
      seen.push({ type, data: JSON.parse(data), id }),
    )
    const of = (kind: string) => seen.filter(({ type }) => type === kind)
    await page.evaluate(
      `const source = new EventSource('http://127.0.0.1:${port}/api/races/${runId}/stream?topics=log')
       for (const type of ['snapshot', 'delta', 'bye'])
         source.addEventListener(type, ({ data, lastEventId }) => saw(type, data, lastEventId))`,
    )
    await until(() => expect(of('snapshot')).toMatchObject([{ id: '1/0' }]))
    first.race.say({ log: [{ n: 1, kind: 'start', t: 100, id: 1 }] })
    await until(() => expect(of('delta')).toMatchObject([{ id: '1/1' }]))

    await first.app.close()
    await until(() => expect(of('bye')).toHaveLength(1))
    const second = await gateway()
    second.race.say({ log: [{ n: 1, kind: 'start', t: 100, id: 1 }] })
    second.race.say({ log: [{ n: 2, kind: 'start', t: 200, id: 2 }] })
    await second.listen(port)
    await until(() => expect(of('delta').at(-1)).toMatchObject({ id: '1/2', data: { log: [{ n: 2 }] } }))
    expect(of('snapshot')).toHaveLength(1)
  })
})
