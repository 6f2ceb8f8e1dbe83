import { dotsDrawn, launch, openPage } from '@racecast/ui/browser'
import { startServices } from '@racecast/ui/services'
import { signIn } from '@racecast/ui/sign-in'
import type { CDPSession, Page } from 'playwright-core'
import { quantile, type Row } from './measure.ts'

const competitors = 10_000
/** How long each way of looking at the table is watched. */
const watchedMs = 8_000
/** How often the table is searched and sorted while it is timed. */
const repeats = 5

/**
 * The desk of race control with a field of 10,000, every row of which changes at every tick, beside the spectators' page of the
 * same race: both stand on the same picture of it, and what the desk does beyond that is its own. The time to an answer is
 * from the key or click to the frame that shows it.
 */
export async function desk(): Promise<Row[]> {
  const services = await startServices()
  const browser = await launch()
  const rows: Row[] = []
  try {
    const race = await services.createRace({ course: 'crystal', competitors, name: 'Desk' })
    const spectator = await openPage(browser, `${services.url}/race/${race}`, wide)
    await dotsDrawn(spectator.page, competitors, 120_000)
    rows.push(await watch('spectators’ page', spectator.page))
    await spectator.page.context().close()

    const { page } = await openPage(browser, `${services.url}/control/${race}`, wide)
    await signIn(page, 'Bench')
    await dotsDrawn(page, competitors, 120_000)
    const sortBy = (title: string) => page.getByRole('button', { name: title, exact: true }).click()
    rows.push(await watch('desk, by position', page))
    await sortBy('Name')
    rows.push(await watch('desk, by name', page, () => clickTimed(page, 'thead .name button')))
    await sortBy('Covered')
    rows.push(await watch('desk, by what is covered', page, () => clickTimed(page, 'thead .covered button')))
    await page.locator('tbody .pick').last().click()
    rows.push(await watch('desk, somebody selected', page))
    await page.keyboard.press('Escape')
    rows.push(await watch('desk, searched', page, (i) => typeTimed(page, i % 2 === 0 ? '99' : '')))
    await typeTimed(page, '')
    await page.evaluate(() => {
      const viewport = document.querySelector('main .viewport')!
      let down = true
      setInterval(() => {
        if (viewport.scrollTop + viewport.clientHeight >= viewport.scrollHeight) down = false
        if (viewport.scrollTop === 0) down = true
        viewport.scrollTop += down ? 200 : -200
      }, 16)
    })
    rows.push(await watch('desk, scrolled without a pause', page))
  } finally {
    await browser.close()
    await services.stop()
  }
  return rows
}

const wide = { viewport: { width: 1440, height: 900 } }

async function watch(what: string, page: Page, act?: (i: number) => Promise<number>): Promise<Row> {
  const answers: number[] = []
  for (let i = 0; act && i < repeats; i++) answers.push(await act(i))
  const devTools = await page.context().newCDPSession(page)
  // Thread ticks: CPU time, not the time that other processes took the core away.
  await devTools.send('Performance.enable', { timeDomain: 'threadTicks' })
  await page.evaluate(() => {
    const seen = { longest: 0 }
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration)
    }).observe({ type: 'longtask' })
    Object.assign(window, { longTasks: seen })
  })
  const before = await taskMs(devTools)
  await new Promise((resolve) => setTimeout(resolve, watchedMs))
  const spent = (await taskMs(devTools)) - before
  const longest = await page.evaluate(
    () => (window as unknown as { longTasks: { longest: number } }).longTasks.longest,
  )
  return {
    what,
    'main thread ms a second': Math.round((spent * 1000) / watchedMs),
    'longest task ms': Math.round(longest),
    'answer ms': answers.length === 0 ? '' : Math.round(quantile(answers, 0.5)),
  }
}

async function taskMs(devTools: CDPSession): Promise<number> {
  const { metrics } = await devTools.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000
}

/** Ms from a click to the frame after it. */
function clickTimed(page: Page, selector: string): Promise<number> {
  return page.evaluate(async (wanted) => {
    const began = performance.now()
    document.querySelector<HTMLElement>(wanted)!.click()
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
    return performance.now() - began
  }, selector)
}

/** Ms from what is typed into the search to the frame that shows who is found. */
function typeTimed(page: Page, text: string): Promise<number> {
  return page.evaluate(async (typed) => {
    const began = performance.now()
    const find = document.querySelector<HTMLInputElement>('#find')!
    find.value = typed
    find.dispatchEvent(new InputEvent('input', { bubbles: true }))
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
    return performance.now() - began
  }, text)
}
