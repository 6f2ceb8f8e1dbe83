import type { BoardRow } from '@racecast/gateway/protocol'

/** How the viewer's own line is, at one moment; all times by the clock of the server, epoch ms. */
export interface OwnLine {
  /** It is known to be cut, or nothing comes over it. */
  isCut: boolean
  now: number
  /** When anything was last heard, be it only that the server is there; of a feed that is held back, of when that is. */
  heardAt: number
  /** When the newest frame came. */
  arrivedAt: number
}

/**
 * Tells a runner's silence from our own. A line may be dead for half a minute before that is known, so nobody is called silent
 * for longer than the server has been heard: who had a signal then is taken for one whose place is predicted. Where a line
 * was cut the newest frame counts, until the next one: that the server is there again says nothing of anybody.
 */
export class SilenceJudge {
  #cutAt = Number.NEGATIVE_INFINITY
  /** Until when it is known who was silent, epoch ms. */
  #knownAt = Number.NEGATIVE_INFINITY

  /**
   * @param wallMs the moment of `board`, epoch ms
   * @param patienceMs how old a fix may be before its runner counts as silent, ms
   */
  judge(
    board: readonly BoardRow[],
    wallMs: number,
    { isCut, now, heardAt, arrivedAt }: OwnLine,
    patienceMs: number,
  ): void {
    if (isCut) {
      this.#cutAt = now
      this.#knownAt = arrivedAt
    } else if (arrivedAt > this.#cutAt) this.#knownAt = heardAt
    const sinceMs = wallMs - this.#knownAt
    for (const row of board) {
      if (row.certainty === 'frozen' && row.ageMs > 0 && row.ageMs - sinceMs <= patienceMs)
        row.certainty = 'predicted'
    }
  }
}

/**
 * Whether it is our own line that is late: frames have stopped, and nothing else has come since by which the line would be
 * known to be good.
 */
export function isDeaf({ now, heardAt, arrivedAt }: Omit<OwnLine, 'isCut'>, patienceMs: number): boolean {
  return now - arrivedAt > patienceMs && heardAt - arrivedAt <= patienceMs
}
