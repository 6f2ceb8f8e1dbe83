import type { BoardRow } from '@racecast/gateway/protocol'

/** Of a figure of equal width, of its own type size. */
const digitEm = 0.6
const leastDigits = 2
/** What a bib has around its figures, of their size. */
const bibRimEm = 1

/**
 * How wide the columns of places and of bibs are where `rows` are listed: room for the longest, so that the names stand below
 * each other. As style: `--first` of the line's type size, `--bib` of the bib's.
 */
export function columnWidths(rows: readonly BoardRow[]): string {
  const places = longest(rows.map(({ position }) => String(position)))
  const first = Math.max(leastDigits, places) * digitEm + 0.1
  const bib = longest(rows.map(({ entry }) => entry.bib)) * digitEm + bibRimEm
  return `--first: ${first.toFixed(2)}em; --bib: ${bib.toFixed(2)}em`
}

const longest = (texts: readonly string[]) => texts.reduce((most, { length }) => Math.max(most, length), 0)
