import type { FrontPassage } from './messages.ts'

/** Length of a cell of the front, cm. */
export const frontCellCm = 1000

/**
 * When the front of the race passed each 10 m of the course, net of waves: what every gap is measured against.
 * Measuring against the passage and not against the leader's present place gives a time, not a guess.
 */
export class Front {
  readonly times: (number | undefined)[] = []

  apply(passages: readonly FrontPassage[]): void {
    for (const [cell, t] of passages) this.times[cell] = t
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
   * of the course ends at the finish, `lengthCm`, wherever in it that is. In the cell that the front is in just
   * now, `head`, its place and net time, stands for the passage that is still to come.
   */
  timeAt(cm: number, lengthCm: number, head?: { cm: number; raceMs: number }): number | null {
    const cell = Math.floor(cm / frontCellCm)
    const before = this.times[cell]
    if (before === undefined) return null
    const start = cell * frontCellCm
    if (cm === start) return before
    const after = this.times[cell + 1]
    if (after !== undefined) {
      const end = Math.min(start + frontCellCm, lengthCm)
      return before + ((after - before) * (cm - start)) / (end - start)
    }
    if (!head || head.cm < cm) return null
    return before + ((head.raceMs - before) * (cm - start)) / (head.cm - start)
  }
}
