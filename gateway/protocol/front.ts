import type { FrontPassage } from './messages.ts'

/** Length of a cell of the front, cm. */
export const frontCellCm = 1000

/**
 * When the front of the race passed each 10 m of the course, net of waves: what every gap is measured against.
 * Measuring against the passage and not against the leader's present place gives a time, not a guess.
 */
export class Front {
  readonly times: (number | undefined)[]
  /** The sequence number with which each passage came. */
  readonly #version: number[] = []

  constructor(times: (number | undefined)[] = []) {
    this.times = times
  }

  /** The front as it is now, for who asks when it has gone on: what was true is told from it, and nothing taken over. */
  still(): Pick<Front, 'timeAt'> {
    return new Front(this.times.slice())
  }

  /** Takes over `passages` as changed at `seq`. */
  apply(passages: readonly FrontPassage[], seq: number): void {
    for (const [cell, t] of passages) {
      this.times[cell] = t
      this.#version[cell] = seq
    }
  }

  /** What of it came after `seq`, by cell. */
  passagesSince(seq: number): FrontPassage[] {
    return this.passages().filter(([cell]) => this.#version[cell]! > seq)
  }

  passages(): FrontPassage[] {
    const all: FrontPassage[] = []
    this.times.forEach((t, cell) => {
      if (t !== undefined) all.push([cell, t])
    })
    return all
  }

  /**
   * When the front was at `cm`, race ms, interpolated within the cell; null where it is not known. The last cell
   * of the course ends at the finish, `lengthCm`, wherever in it that is. Beyond the last passage `head`, where
   * the front is just now and its net time, stands for those that are still to come.
   */
  timeAt(cm: number, lengthCm: number, head?: { cm: number; raceMs: number }): number | null {
    const cell = Math.floor(cm / frontCellCm)
    const [before, after] = [this.times[cell], this.times[cell + 1]]
    const start = cell * frontCellCm
    if (before !== undefined && cm === start) return before
    if (before !== undefined && after !== undefined) {
      const end = Math.min(start + frontCellCm, lengthCm)
      return before + ((after - before) * (cm - start)) / (end - start)
    }
    return head && head.cm >= cm ? this.#towards(head, cm) : null
  }

  /** On the straight line of time and distance from the last passage before `cm` to `head`. */
  #towards(head: { cm: number; raceMs: number }, cm: number): number | null {
    if (cm === head.cm) return head.raceMs
    for (let cell = Math.floor(cm / frontCellCm); cell >= 0; cell--) {
      const passed = this.times[cell]
      if (passed === undefined) continue
      const start = cell * frontCellCm
      return passed + ((head.raceMs - passed) * (cm - start)) / (head.cm - start)
    }
    return null
  }
}
