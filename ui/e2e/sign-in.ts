import type { Page } from 'playwright-core'
import { token } from './services.ts'

/** Signs an operator in; `page` is on a page of race control. */
export async function signIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('Control token').fill(token)
  await page.getByRole('button', { name: 'Sign in' }).click()
}
