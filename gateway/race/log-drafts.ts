import type { LogEntry } from '../protocol/index.ts'

/** An entry of the log that has no number yet. */
export type Unnumbered = LogEntry extends infer E ? (E extends LogEntry ? Omit<E, 'n'> : never) : never

interface Draft {
  /** When what it follows from was measured, epoch ms. */
  discovered: number
  entry: Unnumbered
  numbered?: (n: number) => void
}

/**
 * Collects what one fold discovers. Entries are numbered by when the fix was measured that shows them, then by
 * their own time, so that a fold of two whole ticks numbers them as two folds of one do.
 */
export class LogDrafts {
  readonly #drafts: Draft[] = []

  add(discovered: number, entry: Unnumbered, numbered?: (n: number) => void): void {
    this.#drafts.push(numbered ? { discovered, entry, numbered } : { discovered, entry })
  }

  /** The entries from number `first` on. What one competitor does at one instant stays in its order. */
  numbered(first: number): LogEntry[] {
    const idOf = ({ entry }: Draft) => ('id' in entry ? entry.id : 0)
    // A take-back carries the time of what it takes back, and must not be overtaken by what replaces it.
    const order = (a: Draft, b: Draft) =>
      a.discovered - b.discovered || a.entry.t - b.entry.t || idOf(a) - idOf(b) || 0
    return this.#drafts.sort(order).map(({ entry, numbered }, i) => {
      numbered?.(first + i)
      return { n: first + i, ...entry } as LogEntry
    })
  }
}
