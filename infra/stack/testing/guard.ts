import { existsSync, rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { isAlive } from '../process/identity.ts'
import { stopStack } from '../start.ts'

// guard.ts DIRECTORY PID STARTED_AT: ends the stack of a temporary directory and removes both once the process that
// wanted it has gone, so that tests that are killed leave nothing running. Goes when the directory has gone.

const [directory = '', pid, startedAt = ''] = process.argv.slice(2)
const owner = { pid: Number(pid), startedAt }

while (isAlive(owner)) {
  if (!existsSync(directory)) process.exit(0)
  await wait(1000)
}
if (existsSync(directory)) {
  await stopStack({ directory })
  rmSync(directory, { recursive: true, force: true })
}
