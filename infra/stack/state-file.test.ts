import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freePorts } from './config.ts'
import { readState, type StackState, writeState } from './state-file.ts'
import { stackStatus } from './status.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'racecast-state-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const state: StackState = {
  version: 1,
  ports: { ...freePorts, kafka: 9092 },
  servers: { kafka: { pid: 4711, startedAt: 'another-boot:1' } },
}

describe('the state file', () => {
  it('gives back what was written, and leaves no half-written file beside it', () => {
    writeState(directory, state)
    expect(readState(directory)).toEqual(state)
    expect(readdirSync(directory)).toEqual(['state.json'])
  })

  it('is null where no stack ever was', () => {
    expect(readState(directory)).toBeNull()
  })

  it.each([
    ['no JSON', '{"version":1'],
    ['another version', JSON.stringify({ ...state, version: 2 })],
    ['a pid of everybody', JSON.stringify({ ...state, servers: { kafka: { pid: -1, startedAt: 'x' } } })],
    ['a server without a start', JSON.stringify({ ...state, servers: { kafka: { pid: 4711 } } })],
  ])('is refused with %s: no process is ended on its word', (_, text) => {
    writeFileSync(join(directory, 'state.json'), text)
    expect(() => readState(directory)).toThrow(expect.objectContaining({ code: 'BAD_STATE' }))
  })

  it('tells a server that died from one that was stopped', async () => {
    writeState(directory, state)
    const { servers } = await stackStatus({ directory })
    expect(servers.map((server) => [server.server, server.state])).toEqual([
      ['redis', 'stopped'],
      ['zookeeper', 'stopped'],
      ['kafka', 'died'],
      ['pinot', 'stopped'],
      ['pinot-server', 'stopped'],
    ])
  })
})
