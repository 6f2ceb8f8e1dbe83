import { join } from 'node:path'
import { runCommand } from './cli/commands.ts'

const { out, err, exitCode } = runCommand(
  process.argv.slice(2),
  join(process.env.DATA_DIR ?? 'data', 'courses'),
)
for (const line of out) console.log(line)
for (const line of err) console.error(line)
process.exitCode = exitCode
