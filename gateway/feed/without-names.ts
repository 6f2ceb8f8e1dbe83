import type { Frame } from '../bus/bus.ts'
import type { RosterEntry, Snapshot } from '../protocol/index.ts'

/** Who is anonymous in an update. */
export function anonymousIn(update: Frame | Snapshot): ReadonlySet<number> {
  return new Set(rosterOf(update).flatMap(({ id, anonymous }) => (anonymous ? id : [])))
}

/** An update that says of `ids` what is said of who is anonymous (J-3); the same where it names none of them. */
export function withoutNames<Update extends Frame | Snapshot>(
  update: Update,
  ids: ReadonlySet<number>,
): Update {
  if (!rosterOf(update).some((entry) => tellsName(entry, ids))) return update
  if ('type' in update) return { ...update, roster: update.roster.map((entry) => withoutName(entry, ids)) }
  const delta = { ...update.delta, roster: update.delta.roster!.map((entry) => withoutName(entry, ids)) }
  return { ...update, delta, json: Buffer.from(JSON.stringify(delta)) }
}

/** An entry as it is told from when its competitor is one of `ids`, who have become anonymous. */
export function withoutName(entry: RosterEntry, ids: ReadonlySet<number>): RosterEntry {
  return tellsName(entry, ids) ? { ...entry, name: '', club: '', anonymous: true } : entry
}

const tellsName = ({ id, anonymous }: RosterEntry, ids: ReadonlySet<number>) => !anonymous && ids.has(id)

const rosterOf = (update: Frame | Snapshot): readonly RosterEntry[] =>
  ('type' in update ? update : update.delta).roster ?? []
