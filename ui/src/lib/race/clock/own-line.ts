import type { BoardRow } from '@racecast/gateway/protocol'

/** How the viewer's own line is, at one moment. */
export interface OwnLine {
  /** It is known to be cut, or nothing comes over it. */
  isCut: boolean
  /** By the clock of the server, epoch ms. */
  now: number
  /** When the newest frame came, by the same clock. */
  heardAt: number
}

/**
 * Tells a runner's silence from our own: where nothing is heard here, nothing is known of who else is silent. Whoever had
 * a signal when the line broke is taken for one whose place is predicted, until something is heard again.
 */
export class SilenceJudge {
  #cutAt = Number.NEGATIVE_INFINITY

  /** @param patienceMs how old a fix may be before its runner counts as silent, ms */
  judge(board: readonly BoardRow[], { isCut, now, heardAt }: OwnLine, patienceMs: number): void {
    if (isCut) this.#cutAt = now
    if (heardAt > this.#cutAt) return
    const deafMs = now - heardAt
    for (const row of board) {
      if (row.certainty === 'frozen' && row.ageMs > 0 && row.ageMs - deafMs <= patienceMs)
        row.certainty = 'predicted'
    }
  }
}
