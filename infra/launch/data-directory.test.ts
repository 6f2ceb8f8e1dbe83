import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { controlToken, DirectoryInUse, lockDataDirectory } from './data-directory.ts'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'racecast-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** Another process that takes the lock, says so and holds it until it is killed. */
async function holder() {
  const script = `
    const { lockDataDirectory } = await import(${JSON.stringify(join(import.meta.dirname, 'data-directory.ts'))})
    globalThis.unlock = lockDataDirectory(${JSON.stringify(directory)})
    process.stdout.write('held')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

describe('the data directory', () => {
  it('is refused to a second racecast, which is told the pid of the first and what to do', async () => {
    const first = await holder()
    expect(() => lockDataDirectory(directory)).toThrow(DirectoryInUse)
    expect(() => lockDataDirectory(directory)).toThrow(
      new RegExp(`pid ${first.pid}: stop that one, or set DATA_DIR`),
    )
    first.kill('SIGKILL')
    await once(first, 'exit')
  })

  it('is free again when its holder was killed, without anything to clear away', async () => {
    const first = await holder()
    first.kill('SIGKILL')
    await once(first, 'exit')
    const unlock = lockDataDirectory(directory)
    unlock()
  })

  it('is made where it does not exist', () => {
    const unlock = lockDataDirectory(join(directory, 'a', 'b'))
    expect(statSync(join(directory, 'a', 'b')).isDirectory()).toBe(true)
    unlock()
  })

  it('keeps one control token, which only its owner can read', () => {
    const first = controlToken(directory, () => 'first')
    const second = controlToken(directory, () => 'second')
    expect([first, second]).toEqual(['first', 'first'])
    expect(statSync(join(directory, 'control-token')).mode & 0o077).toBe(0)
  })
})
