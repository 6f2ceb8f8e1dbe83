import { Type } from 'typebox'
import { Problem } from '../../problems.ts'
import type { RaceState, RosterEntry } from '../../protocol/index.ts'
import { RaceParam } from '../race/find-race.ts'

export const BibParams = Type.Object({
  ...RaceParam.properties,
  bib: Type.String({ minLength: 1, maxLength: 12 }),
})

/** Throws `bib-not-found`. */
export function entryOf({ roster }: Pick<RaceState, 'roster'>, bib: string): RosterEntry {
  const entry = [...roster.values()].find((one) => one.bib === bib)
  if (entry) return entry
  throw new Problem('bib-not-found', `Nobody in the race has the bib ${JSON.stringify(bib)}.`)
}
