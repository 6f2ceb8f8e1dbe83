import type { Delta, LogEntry } from './messages.ts'
import type { RaceState } from './race-state.ts'

/**
 * Everything of `state` that is newer than sequence number `since`, as one delta for whoever is there. Positions in
 * slot order.
 *
 * `log`: the entries that came after `since`, in order; where it is left out those that `state` still keeps. Returns
 * null where `state` cannot tell what was new: `since` lies before the snapshot it began with or after its own number,
 * or the log kept does not reach back. A snapshot then has to do (or, for the log, whoever keeps all of it:
 * `state.firstLogNumberAfter(since)`).
 */
export function changesSince(state: RaceState, since: number, log?: readonly LogEntry[]): Delta | null {
  if (since < state.knownFrom || since >= state.seq) return null
  const entries = log ?? keptSince(state, since)
  if (!entries) return null
  const { entities, roster, recordVersion } = state
  const delta: Delta = {
    type: 'delta',
    epoch: state.epoch,
    seq: state.seq,
    hash: entities.hash,
    lag: state.lag,
    positions: [],
    log: [...entries],
  }
  if (since !== state.seq - 1) delta.since = since
  for (let slot = 0; slot < entities.size; slot++) {
    if (entities.version[slot]! > since) delta.positions.push(entities.position(slot))
  }
  const front = state.front.passagesSince(since)
  if (front.length > 0) delta.front = front
  const changed = [...recordVersion].filter(([, version]) => version > since).map(([id]) => id)
  if (changed.includes(0)) delta.race = state.race
  const entered = changed.filter((id) => id !== 0).map((id) => roster.get(id)!)
  if (entered.length > 0) delta.roster = entered
  return delta
}

/** The log entries after `since`, if all of them are among those that `state` keeps. */
function keptSince(state: RaceState, since: number): LogEntry[] | null {
  const first = state.firstLogNumberAfter(since)
  if (first === null) return null
  const missing = state.nextLogNumber - first
  if (missing > state.log.length) return null
  return missing === 0 ? [] : state.log.slice(-missing)
}
