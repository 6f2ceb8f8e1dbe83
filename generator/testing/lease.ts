import type { LeaseState, ProducerLease } from '@racecast/pinot/ports'

/** A lease that is given and taken by the test. */
export function settableLease(initial: LeaseState = { name: 'unknown', reason: null }) {
  let state = initial
  const listeners = new Set<() => void>()
  const lease: ProducerLease & { set(next: LeaseState): void } = {
    state: () => state,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    asked: async () => {},
    set(next) {
      state = next
      for (const listener of listeners) listener()
    },
  }
  return lease
}
