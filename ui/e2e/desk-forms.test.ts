import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Course } from '@racecast/courses'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, dotsDrawn, launch, openPage, soon, type Watched } from './browser.ts'
import { type Services, startServices } from './services.ts'
import { signIn } from './sign-in.ts'

const gpx = `<?xml version="1.0"?><gpx version="1.1"><trk><name>Long Road</name><trkseg>${[
  ...[0, 0.01, 0.02].map((east) => `<trkpt lat="51.2" lon="${0.5 + east}"/>`),
].join('')}</trkseg></trk></gpx>`
const startList = 'bib,name,wave\n1,Ada Lovelace,A\n2,Ben Okri,B\n3,Cleo Vance,B\n'

describe.skipIf(!chromiumPath)('the forms of race control', () => {
  let files: string
  let services: Services
  let browser: Browser
  let control: Watched
  let page: Page

  beforeAll(async () => {
    files = mkdtempSync(join(tmpdir(), 'racecast-files-'))
    writeFileSync(join(files, 'road.gpx'), gpx)
    writeFileSync(join(files, 'list.csv'), startList)
    services = await startServices()
    browser = await launch()
    control = await openPage(browser, `${services.url}/control`, { viewport: { width: 1440, height: 900 } })
    page = control.page
    await signIn(page, 'Ada')
    await page.getByRole('link', { name: 'New race' }).waitFor()
  })

  afterAll(async () => {
    await browser?.close()
    await services?.stop()
    rmSync(files, { recursive: true, force: true })
  })

  /** Drags a file in from outside of the browser and lets go of it over `target`, as the window system tells of it. */
  async function drop(file: string, target: Locator): Promise<void> {
    await target.scrollIntoViewIfNeeded()
    const { x, y, width, height } = (await target.boundingBox())!
    const at = { x: x + width / 2, y: y + height / 2 }
    const data = { items: [], files: [join(files, file)], dragOperationsMask: 1 }
    const client = await page.context().newCDPSession(page)
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await client.send('Input.dispatchDragEvent', { type, ...at, data })
    await client.detach()
  }

  it('stay as they are when a file is dropped beside the place for it, and take one that is dropped there', async () => {
    const address = `${services.url}/control#new`
    await page.getByRole('link', { name: 'New race' }).click()
    const name = page.getByRole('textbox', { name: 'Name' })
    await name.fill('Typed by hand')
    // A browser that may do as it likes with a file opens it: some instead of the page, others in another tab.
    await page.evaluate(() => {
      const drags: string[] = []
      Object.assign(window, { drags })
      for (const type of ['dragover', 'drop'] as const)
        addEventListener(type, ({ defaultPrevented, dataTransfer }) => {
          drags.push(`${type} ${defaultPrevented ? dataTransfer!.dropEffect : 'left to the browser'}`)
        })
    })
    const drags = () => page.evaluate(() => (window as unknown as { drags: string[] }).drags.splice(0))
    for (const beside of [
      page.getByRole('heading', { name: 'Race control' }),
      name,
      page.getByLabel('Course', { exact: true }),
    ]) {
      await drop('list.csv', beside)
      expect([...new Set(await drags())]).toEqual(['dragover none'])
    }
    expect(page.url()).toBe(address)
    expect(await name.inputValue()).toBe('Typed by hand')
    await drop('list.csv', page.getByText('Start list', { exact: true }))
    await page.getByText('3 entries in 2 waves, all of them good.').waitFor()
    expect(await name.inputValue()).toBe('Typed by hand')
    await page.getByRole('link', { name: 'Courses' }).click()
    await page.getByRole('link', { name: 'New race' }).click()
    await page.getByText('list.csv', { exact: true }).waitFor()
  })

  it('say before a race is made when each of its waves goes', async () => {
    await page.getByText(/^3 start in 2 waves, the first at/).waitFor()
    await page.getByText(/^Waves: A at \d\d:\d\d:\d\d \(1\), B at \d\d:\d\d:\d\d \(2\)\.$/).waitFor()
    await page.getByRole('button', { name: 'Leave it out' }).click()
  })

  it('save a course once: the second time it is refused, and nothing says that it is saved', async () => {
    await page.getByRole('link', { name: 'Courses' }).click()
    await drop('road.gpx', page.getByText('Course file', { exact: true }))
    const save = page.getByRole('button', { name: 'Save the course' })
    const saved = page.getByText(/^Saved:/)
    await save.click()
    await saved.waitFor()
    await save.click()
    const refusal = page.getByRole('alert')
    await refusal.waitFor()
    expect(await saved.count()).toBe(0)
    const colours = await refusal.evaluate((one) => {
      const probe = document.body.appendChild(document.createElement('i'))
      probe.style.color = 'var(--warn)'
      const { color } = getComputedStyle(probe)
      probe.remove()
      return [getComputedStyle(one).color, color]
    })
    expect(colours[0]).toBe(colours[1])
    // What a browser says of a refusal is not the page's error.
    control.errors.splice(0)
  })

  it('make a private race, and say where its address comes from', async () => {
    await page.getByRole('link', { name: 'New race' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Juniors')
    await page.getByLabel('Address').fill('juniors')
    await page.getByRole('radio', { name: 'Private' }).check()
    await page.getByRole('button', { name: 'Create and start now' }).click()
    await page.getByText('“Private address…” there makes the address to give away').waitFor()
    expect((await fetch(`${services.url}/api/races/juniors`)).status).toBe(404)
    await page.getByRole('link', { name: 'to the desk' }).click()
    await page.getByRole('heading', { name: 'Juniors' }).waitFor()
    await page.getByRole('button', { name: 'Private address…' }).click()
    await page.getByRole('button', { name: 'Make an address' }).waitFor()
  })

  it('leave the whole course in sight when one of them makes the map smaller', async () => {
    const race = await services.createRace({ course: 'crystal', competitors: 20, fastest: 200, slowest: 400 })
    await page.goto(`${services.url}/control/${race}`)
    await dotsDrawn(page, 20)
    const height = () => page.evaluate(() => window.__racecast!.map!.getCanvas().clientHeight)
    /** How far the course is from the nearest edge of the map, px; negative where it is beyond. */
    const { line } = (await (await fetch(`${services.url}/api/courses/crystal`)).json()) as Course
    const margin = () =>
      page.evaluate((places) => {
        const { map } = window.__racecast!
        const { clientWidth, clientHeight } = map!.getCanvas()
        return Math.min(
          ...places.flatMap(([lon, lat]) => {
            const { x, y } = map!.project([lon, lat])
            return [x, y, clientWidth - x, clientHeight - y]
          }),
        )
      }, line)
    const before = await height()
    expect(await margin()).toBeGreaterThan(20)
    await page.setViewportSize({ width: 1440, height: 620 })
    await page.getByRole('button', { name: 'Gun…' }).click()
    await expect.poll(height, soon).toBeLessThan(before - 100)
    await expect.poll(margin, soon).toBeGreaterThan(20)
  })

  it('have had no error on the console', () => {
    expect(control.errors).toEqual([])
  })
})
