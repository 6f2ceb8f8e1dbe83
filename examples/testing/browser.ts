import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { examples } from './programs.ts'

const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser']

/** Where Chromium is; null where it is missing. */
export const chromiumPath = places.find((path) => path && existsSync(path)) ?? null
if (!chromiumPath)
  console.log('Chromium is missing: the pages of the examples are not tested (apt-get install chromium).')

/** Opens a page of the examples as a file, and notes what it complains of. */
export async function openExample(
  path: string,
  parameters: Record<string, string>,
): Promise<{ page: Page; errors: string[] }> {
  const browser = await chromium.launch({
    executablePath: chromiumPath!,
    args: ['--no-sandbox', '--disable-background-networking'],
  })
  onTestFinished(() => browser.close())
  const page = await browser.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  const url = pathToFileURL(join(examples, path))
  url.search = String(new URLSearchParams(parameters))
  await page.goto(url.href)
  return { page, errors }
}
