import { Agent, get, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { type Delta, RaceState, type Snapshot } from '../../protocol/index.ts'

/** A connection for each follower: what `fetch` does beside would cost a crowd more than all the rest. */
const agent = new Agent({ keepAlive: true })

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
    const { snapshot } = JSON.parse((await this.#get('latest')).body) as { snapshot: string }
    this.state = new RaceState(JSON.parse((await this.#get(snapshot)).body) as Snapshot)
    this.begun++
  }

  async #next(state: RaceState): Promise<void> {
    const { status, body } = await this.#get(`${state.epoch}/${state.seq + 1}`)
    if (status === 410) this.state = null
    if (status === 404) this.missed++
    if (status !== 200) return
    const delta = JSON.parse(body) as Delta
    state.apply(delta)
    if (state.entities.hash !== delta.hash)
      throw new Error(`after ${delta.seq} the hash is not ${delta.hash}`)
    this.#onTick(delta)
  }

  async #get(path: string): Promise<{ status: number; body: string }> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    get(new URL(path, this.#ticks), { agent, signal: this.#abort.signal }, resolve).on('error', reject)
    const response = await promise
    const body = await text(response)
    const status = response.statusCode!
    if (![200, 404, 410].includes(status)) throw new Error(`${path}: ${status} ${body}`)
    return { status, body }
  }
}
