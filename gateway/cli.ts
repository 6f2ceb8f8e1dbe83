import { runCommand } from './access/token-cli/commands.ts'

const { out, err, exitCode } = await runCommand(process.argv.slice(2), process.env, Date.now())
for (const line of out) console.log(line)
for (const line of err) console.error(line)
process.exitCode = exitCode
