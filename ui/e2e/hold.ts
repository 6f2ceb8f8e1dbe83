import type { Locator } from 'playwright-core'

/** Holds a button that has to be held until what that does is `seen`: how long it takes to fill hangs on the machine. */
export async function hold(button: Locator, seen: Locator): Promise<void> {
  const { mouse } = button.page()
  // Once it stands still, and can be pressed.
  await button.click({ trial: true })
  await button.hover()
  await mouse.down()
  await seen.waitFor()
  await mouse.up()
}
