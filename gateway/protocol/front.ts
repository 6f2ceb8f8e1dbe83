import type { FrontPassage } from './messages.ts'

/** Length of a cell of the front, cm. */
export const frontCellCm = 1000
/** In a delta: of those who are placed nobody was there; who was has been taken out of the race. */
export const noPassageMs = 2 ** 31 - 1

/** How often, lately, somebody was taken out of the front or put back: so many moments back it is known as it was. */
const mostKept = 4

/**
 * When the front of the race passed each 10 m of the course, net of waves: what every gap is measured against.
 * Measuring against the passage and not against the leader's present place gives a time, not a guess.
 */
export class Front {
  readonly times: (number | undefined)[]
  /** The sequence number with which each passage came. */
  readonly #version: number[] = []
  /** What it was until a moment, race ms: the earliest first. */
  readonly #before: { untilMs: number; times: Front['times'] }[] = []
  /** Knows better what it was at a moment, race ms; undefined where it does not. */
  asOf: ((raceMs: number) => Front['times'] | undefined) | null = null

  constructor(times: (number | undefined)[] = []) {
    this.times = times
  }

  /**
   * The front as it is now for a screen that shows `raceMs`, for who asks when it has gone on: what was true is told from
   * it, and nothing taken over. Who has been taken out of the race since then is still in it.
   */
  still(raceMs: number): Pick<Front, 'timeAt'> {
    const before = this.#before.find(({ untilMs }) => raceMs < untilMs)?.times
    return new Front((before ?? this.asOf?.(raceMs) ?? this.times).slice())
  }

  /**
   * Takes over `passages` as changed at `seq`.
   *
   * @param sinceMs since when somebody is out of the race, or back in it, race ms
   */
  apply(passages: readonly FrontPassage[], seq: number, sinceMs?: number): void {
    if (sinceMs !== undefined) this.#keep(passages, sinceMs)
    for (const [cell, t] of passages) {
      this.times[cell] = t === noPassageMs ? undefined : t
      this.#version[cell] = seq
    }
  }

  #keep(passages: readonly FrontPassage[], untilMs: number): void {
    const isNew = ([cell]: FrontPassage) => this.times[cell] === undefined
    if (passages.every(isNew)) return
    const times = this.times.slice()
    for (const passage of passages) if (isNew(passage)) times[passage[0]] = passage[1]
    this.#before.push({ untilMs, times })
    if (this.#before.length > mostKept) this.#before.shift()
  }

  /** What of it came after `seq`, by cell. */
  passagesSince(seq: number): FrontPassage[] {
    const news: FrontPassage[] = []
    this.#version.forEach((version, cell) => {
      if (version > seq) news.push([cell, this.times[cell] ?? noPassageMs])
    })
    return news
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
