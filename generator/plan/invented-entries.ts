import type { EntryRecord } from '@racecast/pinot/events'
import { inventPerson } from './names.ts'
import { randomOf, Stream } from './random.ts'

/** An entry before it belongs to a race. */
export type EntryDraft = Omit<EntryRecord, 'runId' | 'updatedAt'>

/** Bibs 1..n with invented people; waves one after another by bib, as even as can be, named "1", "2", ... */
export function inventEntries(n: number, waves: number, seed: number): EntryDraft[] {
  return Array.from({ length: n }, (_, i) => ({
    competitorId: i + 1,
    bib: String(i + 1),
    ...inventPerson(randomOf(seed, Stream.names, i + 1)),
    wave: waves > 1 ? String(Math.floor((i * waves) / n) + 1) : '',
    role: 'competitor',
    anonymous: false,
    standing: 'entered',
  }))
}
