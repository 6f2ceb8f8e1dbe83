import { gateway } from '@racecast/gateway/testing/server'
import { describe, expect, it, vi } from 'vitest'
import { chromiumPath, openExample } from '../testing/browser.ts'

const soon = { timeout: 15_000, interval: 20 }

/** Five runners: number n runs at 3 + n / 100 m/s. */
async function running() {
  const { race, listen, app } = await gateway()
  const feed = await listen()
  for (let s = 0; s < 10; s++) race.tick()
  return { race, app, parameters: { feed, race: race.info.slug } }
}

describe.skipIf(!chromiumPath)('the examples for a browser', { timeout: 60_000 }, () => {
  it('show a race on one line, tick by tick, with what happens in it', async () => {
    const { race, parameters } = await running()
    const { page, errors } = await openExample('page/index.html', parameters)
    await page.getByText('live, 5 on the course, tick 10').waitFor()
    expect(await page.getByRole('heading').textContent()).toBe(`${race.info.name} (simulated)`)
    race.say({ log: [{ n: 1, kind: 'start', t: 1000, id: 3 }] })
    await page.getByText('1 s: start 103').waitFor()
    const left = () => page.locator('#id1').evaluate((dot) => Number.parseFloat(dot.style.left))
    expect(await left()).toBeLessThan(99)
    expect(errors).toEqual([])
  })

  it('come back after the connection was cut, with what they held', async () => {
    const { race, app, parameters } = await running()
    const { page, errors } = await openExample('page/index.html', parameters)
    await page.getByText('tick 10').waitFor()
    app.server.closeAllConnections()
    race.tick()
    await page.getByText('tick 11').waitFor()
    expect(errors).toEqual([])
  })

  it('show a tower for OBS, with nothing behind it', async () => {
    const { race, parameters } = await running()
    const { page, errors } = await openExample('obs/tower.html', { ...parameters, rows: '3' })
    await vi.waitFor(async () => expect(await page.locator('.row').count()).toBe(3), soon)
    race.say({ roster: [{ ...race.state!.roster.get(5)!, name: 'ليلى <b>حداد</b>' }] })
    await page.getByText('ليلى <b>حداد</b>').waitFor()
    expect(await page.locator('#mark').textContent()).toContain('simulated')
    const background = () => getComputedStyle(document.documentElement).backgroundColor
    expect(await page.evaluate(background)).toBe('rgba(0, 0, 0, 0)')
    expect(errors).toEqual([])
  })
})
