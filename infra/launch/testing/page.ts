import { launch, openPage } from '@racecast/ui/browser'

export { chromiumPath } from '@racecast/ui/browser'

/** The page of a race in a browser, as a spectator has it open. */
export interface OpenPage {
  /** The age of the picture, or what is wrong with it, as it stands on the page. */
  says(): Promise<string>
  close(): Promise<void>
}

/** Small, so that drawing the map takes little of a machine that has no graphics card. */
const viewport = { width: 360, height: 480 }

export async function racePage(gateway: string, race: string): Promise<OpenPage> {
  const browser = await launch()
  try {
    const { page } = await openPage(browser, `${gateway}/race/${race}`, { viewport })
    return {
      says: async () => (await page.locator('.lateness button').textContent()) ?? '',
      close: () => browser.close(),
    }
  } catch (error) {
    await browser.close()
    throw error
  }
}
