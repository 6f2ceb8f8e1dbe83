import { vi } from 'vitest'
import type { EventSink, HistoryWindow, PositionStore } from '../ports/index.ts'
import { GUN } from './rows.ts'

export interface Adapters {
  sink: EventSink
  store: PositionStore
  /** Another sink on the same place, as a process that starts again would open it. */
  reopenSink(): EventSink
  /** The address of that place, for another process. */
  eventsUrl: string
  /** Whether the producer's lease stays with a process that is stopped, as a lock of the operating system does. */
  stoppedKeepsLease: boolean
}

/** Rows may be shown and leases given late; an answer is right when it is right within this time. */
export const eventually = (check: () => void | Promise<void>) =>
  vi.waitFor(check, { timeout: 60_000, interval: 20 })

export const everything = (runId: string): HistoryWindow => ({ runId, from: 0, to: GUN * 2 })
