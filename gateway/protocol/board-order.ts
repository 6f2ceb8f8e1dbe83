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
 * ordered by one number each first, in which the key is rounded, and compared after that, when they lie right but for what
 * the rounding has made equal.
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
    // Until it is known: where its group and key are.
    row.position = i
  }

  /** All rows, the first of the board first; their positions are still to be set. */
  all(): BoardRow[] {
    const rows = this.#roughly()
    const [groups, keys] = [this.#groups, this.#keys]
    return rows.sort(
      ({ position: a, entry }, { position: b, entry: other }) =>
        groups[a]! - groups[b]! || keys[a]! - keys[b]! || entry.id - other.id,
    )
  }

  #roughly(): BoardRow[] {
    const rows = this.#rows
    if (rows.length > rowSteps) return rows
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
    numbers.sort()
    return Array.from(numbers, (number) => rows[number % rowSteps]!)
  }
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
