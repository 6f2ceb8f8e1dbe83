import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Plain JavaScript for whatever Node the machine has (18 or newer): it runs before the project's own Node is there.

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const bin = join(root, 'node_modules', '.bin')
const stamp = join(root, 'node_modules', '.racecast-installed')

/** The environment in which everything after the set-up runs: the project's own Node and tools first. */
export function toolEnvironment() {
  const path = `${bin}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`
  return { ...process.env, PATH: path, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' }
}

/** Installs what package-lock.json says unless exactly that is installed. Ends the process on failure. */
export function ensureInstalled() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const installed = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
  if (installed && existsSync(join(bin, 'node'))) return
  console.log('Installing packages (once, and again when package-lock.json changes) ...')
  // Not `npm ci`: it refuses a lock file without the binaries of platforms that a registry does not carry. What the
  // lock file does name is installed at just that version, and nothing is written back.
  const npm = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // Development tools are part of running from source: a NODE_ENV of production must not leave them out.
    env: { ...process.env, NODE_ENV: 'development' },
    shell: process.platform === 'win32',
  })
  if (npm.status !== 0)
    fail('npm install did not succeed: see what it says above; it needs the npm registry once.')
  if (!existsSync(join(bin, 'node'))) {
    fail('The package "node" has not put its binary in place: allow its install script (npm rebuild node).')
  }
  writeFileSync(stamp, wanted)
}

/** Runs a tool of the project to its end, its output on ours; returns its exit code. */
export function runTool(command, args, options = {}) {
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: toolEnvironment(),
    shell: process.platform === 'win32',
    ...options,
  })
  if (done.error) fail(`${command} could not be started: ${done.error.message}`)
  return done.status ?? 1
}

/**
 * Without inference: turbo takes every PUBLIC_ variable for an input of a SvelteKit build. Ours reads none, and a page
 * that is built again under a running gateway no longer fits the Content-Security-Policy that it has worked out.
 */
const buildPage = ['run', 'build', '--filter=@racecast/ui', '--framework-inference=false']

/** Builds the page unless it is built from just these sources; says so if it does, since that takes a while. */
export async function ensurePageBuilt() {
  const turbo = spawn('turbo', [...buildPage, '--output-logs=hash-only'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: toolEnvironment(),
    shell: process.platform === 'win32',
  })
  let said = ''
  turbo.stdout.on('data', (chunk) => {
    const wasBuilding = said.includes('cache miss')
    said += chunk
    if (said.includes('cache miss') && !wasBuilding)
      console.log('Building the page (once, and again when its sources change) ...')
  })
  const [code] = await once(turbo, 'close')
  if (code === 0) return
  runTool('turbo', buildPage)
  fail('The page could not be built: see above.')
}

export function fail(message) {
  console.error(message)
  process.exit(1)
}
