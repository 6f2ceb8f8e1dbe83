import { existsSync } from 'node:fs'
import { missingNginx, missingPython, missingStackTools } from './tools.mjs'

/** Where Debian puts Chromium; CHROMIUM names another place. The browser tests read the same variable. */
export const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** What the whole test run wants of the machine and does not find. */
export function missing() {
  const lacking = []
  if (!existsSync(chromiumPath)) {
    lacking.push({
      name: 'chromium',
      needed: 'the tests in a browser are left out',
      remedy: 'apt-get install chromium, or CHROMIUM=/path/to/chrome',
    })
  }
  return [...lacking, ...missingPython(), ...missingNginx(), ...missingStackTools()]
}
