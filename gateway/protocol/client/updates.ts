import type { Board } from '../board.ts'
import { changesSince } from '../changes.ts'
import type { Delta, Snapshot } from '../messages.ts'
import type { RaceState } from '../race-state.ts'
import { FeedFailed, type FeedStatus, type FeedUpdate } from './options.ts'

type Result = IteratorResult<FeedUpdate, undefined>

/**
 * The updates of a feed one after another, for one reader. There is no queue: of each kind the newest is kept, and what
 * of the state a slow reader has missed is worked out from the state when it asks, as the server does for a slow viewer.
 */
export class Updates implements AsyncIterableIterator<FeedUpdate, undefined> {
  readonly #onReturn: () => void
  #state: RaceState | null = null
  /** What the reader has had of it; null where it begins anew. */
  #seq: number | null = null
  /** What is new since, where that is one message; null where it has to be worked out. */
  #message: Snapshot | Delta | null = null
  #hasNews = false
  #reason: Snapshot['reason'] = 'subscribed'
  #status: FeedStatus | null = null
  #board: Board | null = null
  #store: { downSince: number | null } | null = null
  #waiting: { resolve: (result: Result) => void; reject: (error: Error) => void }[] = []
  #over = false

  constructor(onReturn: () => void) {
    this.#onReturn = onReturn
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  snapshot(state: RaceState, message: Snapshot): void {
    this.#state = state
    this.#seq = null
    this.#message = message
    this.#reason = message.reason
    this.#tell(true)
  }

  delta(message: Delta): void {
    this.#message = this.#hasNews ? null : message
    this.#tell(true)
  }

  status(status: FeedStatus): void {
    this.#status = status
    this.#tell()
  }

  board(board: Board): void {
    this.#board = board
    this.#tell()
  }

  store(downSince: number | null): void {
    this.#store = { downSince }
    this.#tell()
  }

  /** Nothing more will come. */
  end(): void {
    this.#over = true
    for (const { resolve } of this.#waiting.splice(0)) resolve({ done: true, value: undefined })
  }

  async next(): Promise<Result> {
    if (this.#over) return { done: true, value: undefined }
    const value = this.#take()
    if (value) return this.#given(value)
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  /** Ends the feed: so does leaving the loop. */
  async return(): Promise<Result> {
    this.#onReturn()
    this.end()
    return { done: true, value: undefined }
  }

  #tell(ofState = false): void {
    this.#hasNews ||= ofState
    while (this.#waiting.length > 0) {
      const value = this.#take()
      if (!value) return
      const { resolve, reject } = this.#waiting.shift()!
      try {
        resolve(this.#given(value))
      } catch (error) {
        reject(error as Error)
      }
    }
  }

  #given(value: FeedUpdate): Result {
    if (value.type === 'status' && value.status.state === 'failed') {
      this.end()
      throw new FeedFailed(value.status.code, value.status.message)
    }
    return { done: false, value }
  }

  #take(): FeedUpdate | null {
    if (this.#hasNews) return this.#takeState(this.#state!)
    if (this.#board) {
      const board = this.#board
      this.#board = null
      return { type: 'board', board }
    }
    if (this.#store) {
      const { downSince } = this.#store
      this.#store = null
      return { type: 'store', downSince }
    }
    if (!this.#status) return null
    const status = this.#status
    this.#status = null
    return { type: 'status', status }
  }

  #takeState(state: RaceState): FeedUpdate {
    const message =
      this.#message ??
      (this.#seq === null ? null : changesSince(state, this.#seq)) ??
      state.snapshot(this.#seq === null ? this.#reason : 'behind')
    this.#message = null
    this.#hasNews = false
    this.#seq = state.seq
    return message.type === 'snapshot'
      ? { type: 'snapshot', state, message }
      : { type: 'delta', state, message }
  }
}
