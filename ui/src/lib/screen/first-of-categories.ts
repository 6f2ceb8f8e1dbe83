import type { BoardRow } from '@racecast/gateway/protocol'

/** The first of each category, by name of the category, `most` at most; of `placed`, the board's order. */
export function firstOfCategories(placed: readonly BoardRow[], most: number): BoardRow[] {
  const first = new Map<string, BoardRow>()
  for (const row of placed) {
    const { category } = row.entry
    if (category !== '' && !first.has(category)) first.set(category, row)
  }
  return [...first.entries()]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([, row]) => row)
    .slice(0, most)
}
