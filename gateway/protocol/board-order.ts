import type { BoardRow } from './board-row.ts'

/** Who has finished, who runs, who runs and has no pace yet, who gave up: in this order. */
const Group = { finished: 0, running: 1, paceless: 2, out: 3 } as const
const groupCount = 4

/** Group, key and index share the 53 bits of a number: two of the group, and these. */
const keySteps = 2 ** 34
const rowSteps = 2 ** 17

/**
 * Puts the rows of a board in order. Objects that are compared one with another cost a page a frame, where there are ten
 * thousand of them and each overtakes ten others in a second. Numbers are put in order in a tenth of the time: so the rows are
 * ordered by one number each first, in which the key is rounded, and only those that the rounding has made equal are compared.
 */
export class BoardOrder {
  readonly #rows: BoardRow[] = []
  readonly #groups: Uint8Array
  readonly #keys: Float64Array

  /** @param most how many rows there may be */
  constructor(most: number) {
    this.#groups = new Uint8Array(most)
    this.#keys = new Float64Array(most)
  }

  /** With waves, who runs is placed by expected net finish and not by distance. */
  add(row: BoardRow, withWaves: boolean): void {
    const i = this.#rows.push(row) - 1
    const group = groupOf(row, withWaves)
    this.#groups[i] = group
    this.#keys[i] = keyOf(row, group, withWaves)
  }

  /** All rows, the first of the board first. */
  all(): BoardRow[] {
    const rows = this.#rows
    if (rows.length > rowSteps) return this.#compared(Array.from(rows.keys())).map((i) => rows[i]!)
    const numbers = this.#numbers().sort()
    const ordered: BoardRow[] = []
    for (let from = 0, to = 1; from < rows.length; from = to++) {
      const rounded = Math.floor(numbers[from]! / rowSteps)
      while (to < rows.length && Math.floor(numbers[to]! / rowSteps) === rounded) to++
      if (to === from + 1) ordered.push(rows[indexIn(numbers[from]!)]!)
      else
        for (const i of this.#compared(Array.from(numbers.subarray(from, to), indexIn)))
          ordered.push(rows[i]!)
    }
    return ordered
  }

  /** Puts the indexes of rows in order, one row compared with another. */
  #compared(indexes: number[]): number[] {
    const [groups, keys, rows] = [this.#groups, this.#keys, this.#rows]
    return indexes.sort(
      (a, b) => groups[a]! - groups[b]! || keys[a]! - keys[b]! || rows[a]!.entry.id - rows[b]!.entry.id,
    )
  }

  #numbers(): Float64Array {
    const rows = this.#rows
    const least = new Array<number>(groupCount).fill(Number.POSITIVE_INFINITY)
    const most = new Array<number>(groupCount).fill(Number.NEGATIVE_INFINITY)
    for (let i = 0; i < rows.length; i++) {
      const group = this.#groups[i]!
      least[group] = Math.min(least[group]!, this.#keys[i]!)
      most[group] = Math.max(most[group]!, this.#keys[i]!)
    }
    const numbers = new Float64Array(rows.length)
    for (let i = 0; i < rows.length; i++) {
      const group = this.#groups[i]!
      const share = (this.#keys[i]! - least[group]!) / (most[group]! - least[group]! || 1)
      numbers[i] = (group * keySteps + Math.floor(share * (keySteps - 1))) * rowSteps + i
    }
    return numbers
  }
}

/** Of the row that a number stands for. */
function indexIn(number: number): number {
  return number - Math.floor(number / rowSteps) * rowSteps
}

function groupOf(row: BoardRow, withWaves: boolean): number {
  if (row.finished) return Group.finished
  if (row.entry.standing === 'DNF') return Group.out
  return withWaves && row.averagePace === null ? Group.paceless : Group.running
}

/** Smaller is further up. */
function keyOf(row: BoardRow, group: number, withWaves: boolean): number {
  if (group === Group.finished) return row.raceMs
  if (group === Group.paceless) return 0
  if (group === Group.out || !withWaves) return -row.cm
  return row.placedMs + (row.toGoCm * row.averagePace!) / 100
}
