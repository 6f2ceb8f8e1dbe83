import type { BoardRow } from '@racecast/gateway/protocol'

const bibs = new Intl.Collator('en', { numeric: true })

/** A start list as one looks for somebody in it, whoever is ahead: 2 before 10, A2 before A10. */
export function inOrderOfBibs(rows: readonly BoardRow[]): BoardRow[] {
  return rows.toSorted((a, b) => bibs.compare(a.entry.bib, b.entry.bib))
}
