import type { Page } from 'playwright-core'

/** When something that fits `selector` is on a page for the first time from now on, epoch ms: which of two came first. */
export function firstSeen(page: Page, selector: string): Promise<number> {
  return page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const observer = new MutationObserver(look)
        function look(): void {
          if (!document.querySelector(wanted)) return
          observer.disconnect()
          resolve(performance.timeOrigin + performance.now())
        }
        observer.observe(document.body, { subtree: true, childList: true, attributes: true })
        look()
      }),
    selector,
  )
}
