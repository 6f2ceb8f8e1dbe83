import { Redis } from 'ioredis'
import { BusUnavailable } from '../bus.ts'
import type { RedisAddress } from './address.ts'

/** The longest wait between two attempts to connect, ms. */
const longestWaitMs = 1000

export interface ConnectionOptions {
  address: RedisAddress
  /** Uniform in [0, 1): spreads the attempts of many gateways. */
  random: () => number
  /** It is there, for the first time or again. */
  onReady?: () => void
  /** It is gone, or could not be made; told once until it is there again. */
  onLost?: (error: Error | null) => void
  /** The server may not be written to any more: it is left, since the address may lead to another one by now. */
  onReadOnly?: () => void
}

/**
 * One connection to Redis. Nothing is queued: what cannot be sent now fails now, so that nothing old is sent later, and a
 * command that was under way when the connection broke fails and is not sent again.
 */
export class Connection {
  readonly redis: Redis
  readonly #address: RedisAddress
  readonly #first: Promise<void>
  #lastError: Error | null = null
  #up = false
  #everUp = false

  constructor({ address, random, onReady, onLost, onReadOnly }: ConnectionOptions) {
    this.#address = address
    this.redis = new Redis({
      ...address.options,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      autoResubscribe: false,
      maxRetriesPerRequest: 0,
      commandTimeout: address.timeoutMs,
      // A peer that has vanished without a word is noticed by the first command that it does not answer.
      socketTimeout: address.timeoutMs,
      connectTimeout: address.timeoutMs,
      keepAlive: 1000,
      // A master that has become a replica keeps its connections open.
      reconnectOnError(error) {
        const isReadOnly = error.message.includes('READONLY')
        if (isReadOnly) onReadOnly?.()
        return isReadOnly
      },
      retryStrategy: (attempt) => Math.ceil(random() * Math.min(50 * 2 ** attempt, longestWaitMs)),
    })
    const first = Promise.withResolvers<void>()
    this.#first = first.promise
    let toldOfLoss = false
    this.redis.on('error', (error: Error) => {
      this.#lastError = error
    })
    this.redis.on('ready', () => {
      this.#up = true
      this.#everUp = true
      toldOfLoss = false
      this.#lastError = null
      first.resolve()
      onReady?.()
    })
    this.redis.on('close', () => {
      this.#up = false
      first.resolve()
      if (toldOfLoss) return
      toldOfLoss = true
      onLost?.(this.#lastError)
    })
  }

  get isUp(): boolean {
    return this.#up
  }

  /** Does a command; the first ones wait for the first attempt to connect. Rejects with `BusUnavailable`. */
  async do<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    if (!this.#everUp) await this.#first
    if (!this.#up) throw this.#unavailable('is not connected', this.#lastError)
    try {
      return await command(this.redis)
    } catch (error) {
      throw this.#unavailable((error as Error).message, error)
    }
  }

  close(): void {
    this.redis.disconnect()
  }

  #unavailable(why: string, cause: unknown): BusUnavailable {
    const more = cause instanceof Error && cause.message !== why ? ` (${cause.message})` : ''
    return new BusUnavailable(`${this.#address.shown} ${why}${more}`, { cause })
  }
}
