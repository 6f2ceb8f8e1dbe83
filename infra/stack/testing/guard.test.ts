import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { freePorts } from '../config.ts'
import { identify, isAlive } from '../process/identity.ts'
import { writeState } from '../state-file.ts'
import { temporaryDirectory } from './temporary-stack.ts'

const children: ChildProcess[] = []
function node(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, args, { stdio: 'ignore' })
  children.push(child)
  return child
}
const idle = () => node('-e', 'setInterval(() => {}, 1e6)')

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

describe('the guard of a temporary stack', () => {
  it('ends its servers and removes its directory when the owner was killed', async () => {
    const directory = temporaryDirectory()
    const [owner, server] = [idle(), idle()]
    const identity = identify(server.pid!)!
    writeState(directory, { version: 1, ports: freePorts, servers: { redis: identity } })
    writeFileSync(join(directory, 'data'), '')
    const { pid, startedAt } = identify(owner.pid!)!
    const guard = node(join(import.meta.dirname, 'guard.ts'), directory, String(pid), startedAt)
    owner.kill('SIGKILL')
    const [code] = await once(guard, 'exit')
    expect(code).toBe(0)
    expect(isAlive(identity)).toBe(false)
    expect(existsSync(directory)).toBe(false)
  }, 60_000)
})
