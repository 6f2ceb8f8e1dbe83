import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { endProcess } from './end.ts'
import { identify, isAlive, type ProcessIdentity, signalProcess } from './identity.ts'

let child: ReturnType<typeof spawn>
let identity: ProcessIdentity

async function start(script: string) {
  child = spawn(process.execPath, ['-e', `${script}; console.log('up'); setInterval(() => {}, 1e6)`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout!, 'data')
  identity = identify(child.pid!)!
}

beforeEach(() => start(''))
afterEach(async () => {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
})

describe('a process identity', () => {
  it('holds as long as the process lives', async () => {
    expect(isAlive(identity)).toBe(true)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(isAlive(identity)).toBe(false)
    expect(identify(identity.pid)).toBeNull()
  })

  it('is not that of a process that was given the same pid later, which is not signalled', () => {
    const earlier = { ...identity, startedAt: `${identity.startedAt}0` }
    expect(isAlive(earlier)).toBe(false)
    expect(signalProcess(earlier, 'SIGKILL')).toBe(false)
    expect(isAlive(identity)).toBe(true)
  })

  it('is the same whenever it is taken', () => {
    expect(identify(identity.pid)).toEqual(identity)
  })
})

describe('ending a process', () => {
  it('lets it end in order', async () => {
    expect(await endProcess(identity, 10_000)).toBe(true)
    expect(isAlive(identity)).toBe(false)
    expect(child.signalCode ?? (await once(child, 'exit'))[1]).toBe('SIGTERM')
  })

  it('kills one that does not go', async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
    await start("process.on('SIGTERM', () => {})")
    expect(await endProcess(identity, 100)).toBe(true)
    expect(child.signalCode ?? (await once(child, 'exit'))[1]).toBe('SIGKILL')
  })

  it('ends one that was stopped by SIGSTOP', async () => {
    signalProcess(identity, 'SIGSTOP')
    expect(await endProcess(identity, 10_000)).toBe(true)
    expect(child.signalCode ?? (await once(child, 'exit'))[1]).toBe('SIGTERM')
  })
})
