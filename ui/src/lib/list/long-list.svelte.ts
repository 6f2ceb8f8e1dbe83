import { tick } from 'svelte'
import { rowAfterKey, scrollToRow, windowOf } from './window.ts'

/**
 * A long list of rows of one height, of which only those in sight exist: where it is scrolled to, and where keys lead. Its
 * element scrolls; the rows have `data-competitor` and a button each.
 */
export class LongList {
  viewport = $state<HTMLElement>()
  /** Of the visible part, px. */
  height = $state(600)
  /** Of a row, px: with type it is larger where the reader's is. */
  rowHeight = $state(54)
  /** Of what stays above the rows when they are scrolled, px. */
  headHeight = $state(0)
  #scrollTop = $state(0)
  readonly #count: () => number
  readonly #window = $derived.by(() =>
    windowOf(this.#scrollTop, this.height - this.headHeight, this.rowHeight, this.#count(), 6),
  )

  /** @param count how many rows there are */
  constructor(count: () => number) {
    this.#count = count
  }

  /** The rows that exist: from `first` up to but not including `end`. */
  get window(): { first: number; end: number } {
    return this.#window
  }

  /** How high all rows are, px, or the first so many. */
  heightOf(rows: number): number {
    return rows * this.rowHeight
  }

  /** Follows the element: for its `onscroll`. */
  readonly follow = (): void => {
    this.#scrollTop = this.viewport?.scrollTop ?? 0
  }

  /** The row that `key` leads to from row `at`; null where it leads nowhere. */
  rowAfter(key: string, at: number): number | null {
    const inSight = Math.floor((this.height - this.headHeight) / this.rowHeight)
    return rowAfterKey(key, at, this.#count(), Math.max(1, inSight - 1))
  }

  /** Scrolls no farther than is needed to see a row. */
  show(row: number): void {
    const { viewport } = this
    if (!viewport) return
    const height = viewport.clientHeight - this.headHeight
    viewport.scrollTop = scrollToRow(row, viewport.scrollTop, height, this.rowHeight)
    // Its event comes later, and the row has to be there now.
    this.follow()
  }

  /** Takes the keyboard to somebody's row, which is in sight. */
  async focus(competitor: number): Promise<void> {
    await tick()
    const button = this.viewport?.querySelector<HTMLElement>(`[data-competitor="${competitor}"] button`)
    button?.focus({ preventScroll: true })
  }
}
