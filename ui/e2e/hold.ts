import type { Locator } from 'playwright-core'

/**
 * Holds a button that has to be held until what that does is `seen`: how long it takes to fill hangs on the machine. The bar
 * may change meanwhile and move it from under the pointer, which lets it go: it is then pressed again, as anybody would.
 */
export async function hold(button: Locator, seen: Locator): Promise<void> {
  const { mouse } = button.page()
  for (;;) {
    // Once it stands still, and can be pressed.
    await button.click({ trial: true })
    await button.hover()
    await mouse.down()
    const isSeen = await seen.waitFor({ timeout: 5000 }).then(
      () => true,
      () => false,
    )
    await mouse.up()
    if (isSeen) return
  }
}
