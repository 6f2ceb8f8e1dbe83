import { describe, expect, it } from 'vitest'
import { recordingLog } from '../poll/testing/recorded-race.ts'
import { StoreHealth } from './store-health.ts'

type Listener = (entries: ReadonlyMap<string, string>) => void

/** Gateways on one bus, each with what it was told of. */
function gateways(count: number) {
  const listeners = new Set<Listener>()
  let broken = false
  const bus = {
    async note(_: string, entries: ReadonlyMap<string, string>) {
      if (broken) throw new Error('away')
      for (const listener of listeners) listener(entries)
      return true
    },
    onNoted(_: string, listener: Listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  const made = Array.from({ length: count }, () => {
    const changes: string[] = []
    const log = recordingLog()
    const health = new StoreHealth({ bus, log, changed: (runId) => changes.push(runId) })
    return { health, changes }
  })
  return { made, cut: () => (broken = true), listeners }
}

describe('the health of the store', () => {
  it('is known to every gateway once the one that polls has noticed', () => {
    const [poller, other] = gateways(2).made
    poller!.health.down('a', 1000)
    expect([poller!.health.downSince('a'), other!.health.downSince('a')]).toEqual([1000, 1000])
    expect(other!.health.downSince('b')).toBeNull()
    poller!.health.up('a')
    expect(other!.health.downSince('a')).toBeNull()
    expect(other!.changes).toEqual(['a', 'a'])
  })

  it('is told when it changes, not with every failure', () => {
    const [poller] = gateways(1).made
    for (const now of [1000, 2000, 3000]) poller!.health.down('a', now)
    expect([poller!.health.downSince('a'), poller!.changes]).toEqual([1000, ['a']])
    poller!.health.up('a')
    poller!.health.up('a')
    expect(poller!.changes).toEqual(['a', 'a'])
  })

  it('is put right by the gateway that polls next', () => {
    const [died, next] = gateways(2).made
    died!.health.down('a', 1000)
    next!.health.up('a')
    expect(died!.health.downSince('a')).toBeNull()
  })

  it('is known to the one that noticed even if the bus is away', () => {
    const { made, cut } = gateways(1)
    cut()
    made[0]!.health.down('a', 1000)
    expect(made[0]!.health.downSince('a')).toBe(1000)
  })

  it('is no longer listened to after the end', () => {
    const { made, listeners } = gateways(2)
    for (const { health } of made) health.close()
    expect(listeners.size).toBe(0)
  })
})
