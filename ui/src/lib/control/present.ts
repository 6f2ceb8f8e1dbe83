import type { RaceInfo } from '@racecast/gateway/protocol'

/** Of how many ticks it is looked at how late they come. */
const remembered = 30
/** Steps of the delay, ms: what the picture jumps by where ticks come later than before. */
const stepMs = 100

/**
 * The least playout delay that is honest: one interval, so that there is a fix on either side of the moment shown and nothing has
 * to be predicted, and as long as 19 of 20 fixes need from their measurement to this screen. Never more than the race's own.
 */
export class Present {
  readonly #lags: number[] = []
  #newest: number | null = null

  /**
   * Takes in how late the newest tick came.
   * @param measuredAt when its fixes were measured, epoch ms by the server's clock; null while there are none
   * @param arrivedAt when it arrived, likewise
   */
  take(measuredAt: number | null, arrivedAt: number): void {
    if (measuredAt === null || measuredAt === this.#newest) return
    this.#newest = measuredAt
    this.#lags.push(Math.max(0, arrivedAt - measuredAt))
    if (this.#lags.length > remembered) this.#lags.shift()
  }

  /** Ms behind the server's clock. */
  delayMs({ fixIntervalS, playoutDelayMs }: Pick<RaceInfo, 'fixIntervalS' | 'playoutDelayMs'>): number {
    const lags = this.#lags.toSorted((a, b) => a - b)
    const late = lags[Math.floor(lags.length * 0.95)]
    if (late === undefined) return playoutDelayMs
    return Math.min(playoutDelayMs, fixIntervalS * 1000 + (Math.floor(late / stepMs) + 1) * stepMs)
  }
}
