// npm test: all tests that this machine can run. REQUIRE_ALL=1 makes what is missing a failure.
import { ensureInstalled, ensurePageBuilt, fail, runTool } from './setup/install.mjs'
import { missing } from './setup/machine.mjs'

ensureInstalled()
const lacking = missing()
for (const { name, needed, remedy } of lacking) console.log(`Missing: ${name} (${needed}). ${remedy}`)
if (lacking.length > 0 && process.env.REQUIRE_ALL === '1')
  fail('REQUIRE_ALL=1: everything above has to be there.')
await ensurePageBuilt()
process.exit(runTool('vitest', ['run', ...process.argv.slice(2)]))
