import type { Clock } from '../../clock.ts'
import type { RedisAddress } from './address.ts'
import { Connection } from './connection.ts'

/** How often a connection on which nothing may come for long is tried, ms. */
const pingEveryMs = 1000

export interface ListeningOptions {
  address: RedisAddress
  clock: Clock
  random: () => number
  onMessage: (channel: string, bytes: Buffer) => void
  /** All channels are subscribed to, again or for the first time: what came before may have been missed. */
  onSubscribed: () => void
  onLost: (error: Error | null) => void
}

/** The connection that channels are heard on. It subscribes again by itself after it was lost. */
export class Listening {
  readonly #connection: Connection
  readonly #channels = new Set<string>()
  readonly #options: ListeningOptions
  #cancelPing: (() => void) | null = null

  constructor(options: ListeningOptions) {
    this.#options = options
    const { address, random, onLost } = options
    this.#connection = new Connection({ address, random, onLost, onReady: () => void this.#subscribeAll() })
    this.#connection.redis.on('messageBuffer', (channel: Buffer, bytes: Buffer) =>
      options.onMessage(channel.toString(), bytes),
    )
    this.#ping()
  }

  get isUp(): boolean {
    return this.#connection.isUp
  }

  add(channel: string): void {
    this.#channels.add(channel)
    // One that cannot be subscribed to now is when the connection is there.
    if (this.isUp) this.#subscribe([channel])
  }

  delete(channel: string): void {
    this.#channels.delete(channel)
    if (this.isUp) this.#connection.do((redis) => redis.unsubscribe(channel)).catch(() => {})
  }

  /** Connects anew: what is published may not come through the server that it hears by now. */
  renew(): void {
    if (this.isUp) this.#connection.redis.disconnect(true)
  }

  close(): void {
    this.#cancelPing?.()
    this.#connection.close()
  }

  async #subscribeAll(): Promise<void> {
    if (this.#channels.size > 0 && !(await this.#subscribe([...this.#channels]))) return
    this.#options.onSubscribed()
  }

  /** A connection on which that fails is given up: the next one subscribes to everything. */
  async #subscribe(channels: string[]): Promise<boolean> {
    try {
      await this.#connection.do((redis) => redis.subscribe(...channels))
      return true
    } catch {
      this.#connection.redis.disconnect(true)
      return false
    }
  }

  #ping(): void {
    this.#cancelPing = this.#options.clock.schedule(pingEveryMs, () => {
      // What does not answer is ended by its time-out.
      if (this.isUp) this.#connection.do((redis) => redis.ping()).catch(() => {})
      this.#ping()
    })
  }
}
