import type { RosterEntry } from '@racecast/gateway/protocol'
import { say } from './say.ts'

/** What somebody is called on the screens: who wants no name there has none, and who has none yet is their bib. */
export function nameOf(entry: Pick<RosterEntry, 'name' | 'bib' | 'anonymous'>): string {
  return entry.name || (entry.anonymous ? say('parts.anonymous') : say('parts.bib', { bib: entry.bib }))
}
