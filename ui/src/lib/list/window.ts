/** Which rows of a long list exist in the page: from `first` up to but not including `end`. */
export interface Window {
  first: number
  end: number
}

/**
 * @param scrollTop how far the list is scrolled, px; may be outside of the list while it bounces
 * @param height of the visible part, px
 * @param spare rows kept ready above and below
 */
export function windowOf(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
  spare = 4,
): Window {
  const from = Math.floor(scrollTop / rowHeight) - spare
  const to = Math.ceil((scrollTop + height) / rowHeight) + spare
  const first = Math.min(Math.max(from, 0), Math.max(count - 1, 0))
  return { first: count === 0 ? 0 : first, end: Math.min(Math.max(to, first + 1), count) }
}

/** Where to scroll so that `row` is wholly visible: the nearest such place, or where it is. */
export function scrollToRow(row: number, scrollTop: number, height: number, rowHeight: number): number {
  const top = row * rowHeight
  if (top < scrollTop) return top
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : scrollTop
}

/** The row that `key` leads to from row `at` of `count`; null where it leads nowhere. A page is `page` rows. */
export function rowAfterKey(key: string, at: number, count: number, page: number): number | null {
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page }[key]
  const end = { Home: 0, End: count - 1 }[key]
  if ((step === undefined && end === undefined) || count === 0) return null
  return Math.min(Math.max(end ?? at + step!, 0), count - 1)
}
