import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { toolPath } from '../setup/tools.mjs'
import { StackError } from './errors.ts'

const jarSets = ['kafka', 'pinot'] as const
export type JarSet = (typeof jarSets)[number]
const pomOf = (name: JarSet) => resolve(import.meta.dirname, '../maven', name, 'pom.xml')
export type Jars = Record<JarSet, string>

/** Where the jars are that the committed poms name: folders named for the pom's hash, there or not yet. */
export function jarFolders(cacheDirectory: string): Jars {
  const folder = (name: JarSet) => {
    const hash = createHash('sha256')
      .update(readFileSync(pomOf(name)))
      .digest('hex')
      .slice(0, 12)
    return join(cacheDirectory, `${name}-${hash}`)
  }
  return { kafka: folder('kafka'), pinot: folder('pinot') }
}

/**
 * Fetches by Maven what is not in `cacheDirectory`: a minute or two the first time, nothing after it. A folder
 * is put in place by one rename, so that whatever is there is whole and is what its pom says. One after the
 * other, since Maven's own cache is one. Throws DOWNLOAD_FAILED.
 */
export async function ensureJars(
  cacheDirectory: string,
  onFetch: (name: JarSet) => void = () => {},
  signal?: AbortSignal,
): Promise<void> {
  const folders = jarFolders(cacheDirectory)
  for (const name of jarSets) {
    if (existsSync(folders[name])) continue
    onFetch(name)
    await fetchJars(name, folders[name], signal)
  }
}

async function fetchJars(name: JarSet, folder: string, signal?: AbortSignal): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true })
  const partial = mkdtempSync(join(dirname(folder), `.${name}-`))
  try {
    await runMaven(name, partial, signal)
    renameSync(partial, folder)
  } catch (error) {
    // Another start may have put the same jars in place meanwhile.
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
}

async function runMaven(name: JarSet, directory: string, signal?: AbortSignal): Promise<void> {
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:2.8:copy-dependencies'
  const maven = spawn(
    toolPath('mvn') ?? 'mvn',
    ['-q', '-B', '-f', pomOf(name), goal, `-DoutputDirectory=${directory}`],
    { stdio: ['ignore', 'pipe', 'pipe'], signal },
  )
  const [said, , [code]] = await Promise.all([text(maven.stdout), text(maven.stderr), once(maven, 'close')])
  if (code === 0) return
  const why = said.trim().split('\n').slice(0, 3).join(' ') || `mvn ended with ${code}`
  throw new StackError('DOWNLOAD_FAILED', { name, why })
}
