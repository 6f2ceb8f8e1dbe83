// start.mjs [stack]: everything on this machine, on the embedded default or on Kafka, Pinot and Redis. Sets up a fresh
// clone by itself.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled, ensurePageBuilt, root, toolEnvironment } from './setup/install.mjs'

ensureInstalled()
await ensurePageBuilt()

const main = join(root, 'infra/launch/main.ts')
const launcher = spawn(join(root, 'node_modules', '.bin', 'node'), [main, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: toolEnvironment(),
})
// A terminal's Ctrl-C reaches the launcher too; a signal to this process alone is handed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => launcher.kill(signal))
// npm and its shell die of a SIGTERM without handing it on: whoever has lost its parent is not wanted any more.
const parent = process.ppid
setInterval(() => process.ppid !== parent && launcher.kill('SIGTERM'), 500).unref()
launcher.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
