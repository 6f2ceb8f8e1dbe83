import type { RaceState, Snapshot } from '../protocol/index.ts'

/**
 * What brings a viewer in step whatever it has or lacks, as it goes over the wire. The whole state, since
 * racecast.v1.json has no message for less; a patch of "every version newer than what was last taken" would be
 * made here.
 */
export function catchUp(state: RaceState, reason: Snapshot['reason'], sentAt: number): string {
  const snapshot = state.snapshot(reason)
  return JSON.stringify({ ...snapshot, lag: { ...snapshot.lag, sentAt } })
}
