import { describe, expect, it, onTestFinished } from 'vitest'
import { createAcknowledgements } from '../desk/acknowledgement.ts'
import { createPresence } from '../desk/presence.ts'
import { emptyBus, emptyStore } from '../fixtures/empty-ports.ts'
import { FakeRaces } from '../fixtures/fake-race.ts'
import { runId } from '../fixtures/race.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { createHealthMonitor } from '../health/monitor.ts'
import type { Bus } from './bus.ts'

const silent = { info() {}, warn() {}, error() {} }

/** A bus on which a test says what is noted: a listener that throws would end the process. */
function noting() {
  const listeners = new Set<(entries: ReadonlyMap<string, string>) => void>()
  const bus: Bus = {
    ...emptyBus,
    onNoted(_map, listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const note = (text: string) => {
    expect(listeners.size).toBe(1)
    for (const listener of listeners) listener(new Map([['odd', text]]))
  }
  return { bus, note }
}

/** As another version of the gateway, or somebody by hand, may have written it. */
const odd = ['not JSON', '{"at":', 'null', '[]', '7']

describe('what no gateway of this version writes into a shared map', () => {
  it.each(odd)('is no acknowledgement, and passed over: %s', (text) => {
    const { bus, note } = noting()
    const heard: unknown[] = []
    createAcknowledgements(bus).on(runId, (given) => heard.push(...given))
    note(text)
    expect(heard).toEqual([])
  })

  it.each(odd)('is nobody at a desk, and passed over: %s', (text) => {
    const { bus, note } = noting()
    const heard: unknown[] = []
    const presence = createPresence({ bus, clock: new VirtualTime(), log: silent })
    onTestFinished(presence.join(runId, null, (there) => heard.push(there)))
    note(text)
    expect(heard).toEqual([[]])
  })

  it.each(odd)('is no gateway that is watched over, and passed over: %s', (text) => {
    const { bus, note } = noting()
    const monitor = createHealthMonitor({
      ...{ races: new FakeRaces(), store: emptyStore, bus, generator: null },
      ...{ hub: { size: 0, byKind: () => ({}) }, clock: new VirtualTime(), log: silent },
    })
    onTestFinished(() => monitor.close())
    note(text)
    expect(monitor.health().gateways).toHaveLength(1)
  })
})
