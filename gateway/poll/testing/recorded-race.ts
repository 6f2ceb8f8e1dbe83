import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Course } from '@racecast/courses'
import { openSink, openStore } from '@racecast/pinot/adapters'
import type { PositionStore } from '@racecast/pinot/ports'
import { onTestFinished } from 'vitest'
import { type Bus, openBus } from '../../bus/index.ts'
import type { Clock } from '../../clock.ts'
import { VirtualTime } from '../../fixtures/virtual-time.ts'
import type { Log } from '../../log.ts'
import { createLiveRaces } from '../../replica/live-races.ts'

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'racecast-gateway-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** Keeps what is logged, so that a test can say that nothing was. */
export function recordingLog(): Log & { lines: { level: string; details: object; message: string }[] } {
  const lines: { level: string; details: object; message: string }[] = []
  const at = (level: string) => (details: object, message: string) =>
    void lines.push({ level, details, message })
  return { lines, info: at('info'), warn: at('warn'), error: at('error') }
}

/** Passes a store on, but tells of changes only when the test says so. */
export function toldBy(store: PositionStore) {
  const listeners = new Set<() => void>()
  const told: PositionStore = {
    races: () => store.races(),
    entries: (runId) => store.entries(runId),
    latest: (runId, at) => store.latest(runId, at),
    history: (window) => store.history(window),
    extent: (runId) => store.extent(runId),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    ping: () => store.ping(),
    close: () => store.close(),
  }
  return { store: told, tell: () => [...listeners].map((listener) => listener()) }
}

/** Lets everything run that is not waiting for a clock: promises, and one turn of the event loop for each window. */
export async function settled(turns = 8): Promise<void> {
  for (let i = 0; i < turns; i++) await new Promise<void>((resolve) => setImmediate(resolve))
}

/** A sink, a store on the same file and a gateway's part of the bus on another, under one clock. */
export function recordedRace(course: Course, startAt: number) {
  const folder = temporaryFolder()
  const events = `sqlite:${join(folder, 'events.db')}`
  const sink = openSink(events)
  const clock = new VirtualTime(startAt)
  const log = recordingLog()
  const catalogue = { get: (name: string) => (name === course.shortName ? course : undefined) }

  /** Opens the gateway's side. */
  async function open() {
    let alive = true
    const own: Clock = {
      ...{ now: clock.now, elapsed: clock.elapsed },
      schedule: (ms, run) => clock.schedule(ms, () => alive && run()),
    }
    const store = openStore(events)
    const bus: Bus = openBus({ url: `sqlite:${join(folder, 'gateway.db')}`, clock: own })
    const { store: told, tell } = toldBy(store)
    const races = createLiveRaces({ store: told, bus, catalogue, clock: own, log, random: () => 0.5 })
    const starting = races.start()
    await settled()
    await starting
    return {
      races,
      bus,
      store,
      /** Something was written: the gateway takes it in. */
      async notice() {
        tell()
        await settled()
      },
      /** As kill -9 does: nothing is ended in order, and nothing runs any more. */
      async kill() {
        alive = false
        await bus.close()
        await store.close()
      },
      async close() {
        await races.stop()
        await bus.close()
        await store.close()
      },
    }
  }
  onTestFinished(() => sink.close())
  return { folder, sink, clock, log, open }
}
