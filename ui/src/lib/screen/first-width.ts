import type { BoardRow } from '@racecast/gateway/protocol'

/** Of a bold figure of equal width, of a line's type size. */
const digitEm = 0.6
const leastDigits = 2

/** How wide the column of places is where `rows` are listed: room for the longest, as a CSS length of the line's own size. */
export function firstWidth(rows: readonly BoardRow[]): string {
  const digits = rows.reduce((most, { position }) => Math.max(most, String(position).length), leastDigits)
  return `${(digits * digitEm + 0.1).toFixed(2)}em`
}
