import type { Facts, Snapshot } from '../messages.ts'
import type { RaceState } from '../race-state.ts'

/**
 * What a recording takes from the present: the race, who is in it, and since when somebody is out. Chunks are kept for ever,
 * and names or standings may change: they have none.
 */
export type Present = Pick<RaceState, 'race' | 'roster' | 'facts' | 'front' | 'epoch' | 'rosterVersion'>

/** The state in a keyframe, with what is taken from the present. */
export function withPresent(keyframe: Snapshot, present: Present): Snapshot {
  const facts = new Map(keyframe.facts.map((one) => [one.id, one]))
  withStandings(facts, present)
  return { ...keyframe, race: present.race, roster: [...present.roster.values()], facts: [...facts.values()] }
}

/** Brings a state that was made by `withPresent` up to date with the present. */
export function refresh(state: RaceState, present: Present): void {
  state.race = present.race
  for (const entry of present.roster.values()) state.roster.set(entry.id, entry)
  withStandings(state.facts, present)
}

/** A board leaves somebody out from the moment on since when the standing is what it is, and not before. */
function withStandings(book: Map<number, Facts>, { roster, facts }: Present): void {
  for (const { id, standing } of roster.values()) {
    const { standingSince, ...others } = book.get(id) ?? { id }
    const since = standing === 'entered' ? undefined : facts.get(id)?.standingSince
    if (since === standingSince) continue
    book.set(id, since === undefined ? others : { ...others, standingSince: since })
  }
}
