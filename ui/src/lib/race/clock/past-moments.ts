import type { MomentOfRace, Recording } from '@racecast/gateway/protocol'

/** What is needed of a recording. */
export type RecordingSource = Pick<Recording, 'at' | 'load' | 'extent' | 'close'>

/** `early`: it is still being recorded. */
export type PastProblem = 'unreachable' | 'unrecorded' | 'early'

/** How far ahead of the moment shown is fetched while playing, ms of the viewer's time. */
const aheadMs = 15_000

/**
 * Moments of a race's past as a screen needs them: what is there at once, what is not is fetched, and of several wishes
 * (a finger on the bar) the last one counts.
 */
export class PastMoments {
  readonly #open: () => Promise<RecordingSource>
  readonly #onChange: () => void
  #opening: Promise<RecordingSource> | null = null
  #recording: RecordingSource | null = null
  #isClosed = false
  #abort: AbortController | null = null
  /** The moment that is being fetched, or could not be had, race ms. */
  #wantedMs = Number.NaN
  #isAhead = false
  /** It has to be fetched before it can be shown. */
  loading = false
  /** Why the wanted moment cannot be shown; null while nothing is known against it. */
  problem: PastProblem | null = null

  /**
   * @param open opens what the past is read from; asked when a moment of it is first wanted, and again if that failed
   * @param onChange something was fetched, or could not be: what is shown has to be worked out anew
   */
  constructor(open: () => Promise<RecordingSource>, onChange: () => void) {
    this.#open = open
    this.#onChange = onChange
  }

  /** The race at `raceMs`, or null until `onChange`. At a `speed` above 0 what comes next is fetched, too. */
  at(raceMs: number, speed: number): MomentOfRace | null {
    const moment = this.peek(raceMs)
    if (moment) {
      this.loading = false
      this.problem = null
      if (speed > 0) this.#fetchAhead(raceMs, speed)
      return moment
    }
    if (raceMs !== this.#wantedMs) void this.#fetch(raceMs)
    return null
  }

  /** The race at `raceMs` if that is there: asked between two pictures, where nothing is to be fetched. */
  peek(raceMs: number): MomentOfRace | null {
    return this.#recording?.at(raceMs) ?? null
  }

  /** A second has passed: what was not recorded then may be by now. */
  lookAgain(): void {
    if (this.problem === 'unrecorded' || this.problem === 'early') this.#wantedMs = Number.NaN
  }

  /** Tries again what could not be reached. */
  retry(): void {
    this.#wantedMs = Number.NaN
    this.problem = null
    this.#onChange()
  }

  /** The earliest moment that is kept, race ms. */
  get fromMs(): number {
    return this.#recording?.extent?.fromMs ?? 0
  }

  /** Whether what was recorded does not reach that far yet, but will. */
  #isEarly({ extent }: RecordingSource, raceMs: number): boolean {
    return extent !== null && !extent.complete && raceMs > extent.reachesMs
  }

  close(): void {
    this.#isClosed = true
    this.#abort?.abort()
    this.#recording?.close()
  }

  async #opened(): Promise<RecordingSource> {
    this.#opening ??= this.#open()
    try {
      const recording = await this.#opening
      this.#recording = recording
      if (this.#isClosed) recording.close()
      return recording
    } catch (error) {
      this.#opening = null
      throw error
    }
  }

  async #fetch(raceMs: number): Promise<void> {
    this.#abort?.abort()
    const abort = new AbortController()
    this.#abort = abort
    this.#wantedMs = raceMs
    this.loading = true
    if (this.problem === 'unreachable') this.problem = null
    try {
      const recording = await this.#opened()
      if (abort.signal.aborted) return
      const isThere = await recording.load(raceMs, { signal: abort.signal })
      if (abort.signal.aborted) return
      this.problem = isThere ? null : this.#isEarly(recording, raceMs) ? 'early' : 'unrecorded'
    } catch {
      if (abort.signal.aborted) return
      this.problem = 'unreachable'
    }
    this.loading = false
    this.#onChange()
  }

  #fetchAhead(raceMs: number, speed: number): void {
    if (this.#isAhead || !this.#recording) return
    this.#isAhead = true
    const done = () => {
      this.#isAhead = false
    }
    // What cannot be had now is asked for again when it is to be shown.
    this.#recording.load(raceMs, { aheadMs: aheadMs * speed }).then(done, done)
  }
}
