import { type Delta, RaceState, type Snapshot } from '../../protocol/index.ts'

/** Follows a race by its ticks as files alone, and checks the hash after each. */
export class TickFollower {
  state: RaceState | null = null
  /** How often it had to begin. */
  begun = 0
  /** How many answers said that a tick was not there in time. */
  missed = 0
  readonly #ticks: URL
  readonly #abort = new AbortController()
  readonly #onTick: (delta: Delta) => void
  readonly done: Promise<void>

  /** @param race its address below /api/races */
  constructor(race: string, onTick: (delta: Delta) => void = () => {}) {
    this.#ticks = new URL(`${race}/ticks/`)
    this.#onTick = onTick
    this.done = this.#run()
  }

  async close(): Promise<void> {
    this.#abort.abort()
    await this.done
  }

  async #run(): Promise<void> {
    try {
      for (;;) await (this.state ? this.#next(this.state) : this.#begin())
    } catch (error) {
      if (!this.#abort.signal.aborted) throw error
    }
  }

  async #begin(): Promise<void> {
    const latest = (await (await this.#get('latest')).json()) as { snapshot: string }
    this.state = new RaceState((await (await this.#get(latest.snapshot)).json()) as Snapshot)
    this.begun++
  }

  async #next(state: RaceState): Promise<void> {
    const answer = await this.#get(`${state.epoch}/${state.seq + 1}`)
    if (answer.status === 410) this.state = null
    else if (answer.status === 404) this.missed++
    if (!answer.ok) return void (await answer.arrayBuffer())
    const delta = (await answer.json()) as Delta
    state.apply(delta)
    if (state.entities.hash !== delta.hash)
      throw new Error(`after ${delta.seq} the hash is not ${delta.hash}`)
    this.#onTick(delta)
  }

  async #get(path: string): Promise<Response> {
    const answer = await fetch(new URL(path, this.#ticks), { signal: this.#abort.signal })
    if (answer.status >= 500 || answer.status === 400) throw new Error(`${path}: ${await answer.text()}`)
    return answer
  }
}
