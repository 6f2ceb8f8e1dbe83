import type { Delta, Snapshot } from '../messages.ts'
import { SequenceBroken } from '../race-state.ts'
import type { SequencePlace } from '../sequence-place.ts'
import { decodeMessage } from '../wire/message.ts'
import { detailOf, wholeWithinMs } from './answers.ts'
import type { Link, LinkEvents, LinkSetting } from './link.ts'
import type { FeedOptions } from './options.ts'
import { TicksClock } from './ticks-clock.ts'

export interface TicksSetting extends LinkSetting {
  /** Ends in '/'. */
  address: URL
  format: 'bin' | 'json'
  fetch: NonNullable<FeedOptions['fetch']>
  /** Uniform in [0, 1). */
  random: () => number
}

/** How long an answer may take: one that is waited for takes two seconds, ms. */
const answerWithinMs = 10_000
/** After a tick that did not come within the server's patience the next try waits so long, ms: it is not running. */
const lullMs = 1000

/** The run is over: unwinds whatever it was in. */
class Over extends Error {}

/**
 * Follows a race by fetch alone: the newest snapshot, then one tick after the other, each a file of its own that never
 * changes, so that a cache can answer. The server holds the answer to the next one back until it is there.
 */
export class Ticks implements Link {
  readonly #setting: TicksSetting
  readonly #events: LinkEvents
  readonly #clock: TicksClock
  readonly #abort = new AbortController()
  #anew: boolean
  #resumes: boolean
  #wake: (() => void) | null = null

  constructor(setting: TicksSetting, events: LinkEvents) {
    this.#setting = setting
    this.#events = events
    this.#clock = new TicksClock(setting.clock)
    this.#resumes = events.onOpen() !== null
    this.#anew = !this.#resumes
    void this.#run()
  }

  ask(resume: SequencePlace | null): void {
    this.#anew = resume === null
  }

  probe(): void {
    this.#wake?.()
  }

  drop(reason: string): void {
    if (this.#abort.signal.aborted) return
    this.end()
    this.#events.onLost(reason)
  }

  end(): void {
    this.#abort.abort()
    this.#wake?.()
  }

  async #run(): Promise<void> {
    try {
      for (;;) await this.#step()
    } catch (error) {
      if (!(error instanceof Over)) this.drop((error as Error).message)
    }
  }

  async #step(): Promise<void> {
    const { base } = this.#setting
    const state = this.#anew ? null : base()
    if (!state) {
      await this.#begin()
      return
    }
    const answer = await this.#get(`${state.epoch}/${state.seq + 1}${this.#suffix}`)
    if (answer.status === 410) {
      this.#anew = true
      return
    }
    if (answer.status !== 200) {
      const problem = await this.#problem(answer)
      // That it has not come yet is a 404, too.
      if (answer.status !== 404) throw new Error(problem.detail)
      if (problem.type.endsWith(':race-not-found')) this.#refuse('unknownRace', problem.detail)
    }
    if (this.#resumes) this.#events.onResumed()
    this.#resumes = false
    if (answer.status === 200) await this.#read(answer)
    // Thousands saw the same tick fail to come: they do not ask again in the same instant.
    else await this.#sleep(lullMs * (0.5 + this.#setting.random()))
  }

  async #begin(): Promise<void> {
    const answer = await this.#get('latest')
    if (answer.status !== 200) {
      const { detail } = await this.#problem(answer)
      if (answer.status === 404) this.#refuse('unknownRace', detail)
      throw new Error(detail)
    }
    const { snapshot } = (await this.#within(wholeWithinMs, answer.json())) as { snapshot: string }
    const whole = await this.#get(
      new URL(snapshot, new URL('latest', this.#setting.address)).href + this.#suffix,
    )
    if (whole.status !== 200) throw new Error((await this.#problem(whole)).detail)
    this.#anew = false
    this.#resumes = false
    await this.#read(whole)
  }

  get #suffix(): string {
    return this.#setting.format === 'bin' ? '.bin' : ''
  }

  /** Hands over the message in an answer. */
  async #read(answer: Response): Promise<void> {
    const { base, elapsed, format } = this.#setting
    let message: Snapshot | Delta
    try {
      message =
        format === 'bin'
          ? decodeMessage(new Uint8Array(await this.#within(wholeWithinMs, answer.arrayBuffer())), base())
          : ((await this.#within(wholeWithinMs, answer.json())) as Snapshot | Delta)
    } catch (error) {
      this.#checkGoesOn()
      if (error instanceof SequenceBroken) {
        this.#events.onOutOfStep()
        return
      }
      this.#events.onMalformed()
      throw new Error(`a tick cannot be read: ${(error as Error).message}`)
    }
    this.#checkGoesOn()
    this.#clock.take(message.lag.sentAt, elapsed())
    this.#events.onMessage(message)
    this.#checkGoesOn()
  }

  async #get(path: string): Promise<Response> {
    const { fetch, address, key } = this.#setting
    const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` }
    const asked = fetch(new URL(path, address).href, { headers, signal: this.#abort.signal })
    const answer = await this.#within(answerWithinMs, asked)
    this.#events.onHeard()
    return answer
  }

  /** What `work` resolves to; the run is over where that takes longer than `ms`. */
  async #within<T>(ms: number, work: Promise<T>): Promise<T> {
    const cancel = this.#setting.schedule(ms, () => this.drop('the server does not answer'))
    try {
      return await work
    } finally {
      cancel()
      this.#checkGoesOn()
    }
  }

  /** What an error answer says of itself. Ends it for good where the key opens nothing: coming back will not help. */
  async #problem(answer: Response): Promise<{ type: string; detail: string }> {
    const { status } = answer
    const said = (await this.#within(
      wholeWithinMs,
      answer.json().catch(() => null),
    )) as { type?: unknown } | null
    const detail = detailOf(status, said)
    if (status === 401 || status === 403) this.#refuse(String(status), detail)
    return { type: String(said?.type), detail }
  }

  #refuse(code: string, message: string): never {
    this.end()
    this.#events.onRefused(code, message)
    throw new Over()
  }

  #checkGoesOn(): void {
    if (this.#abort.signal.aborted) throw new Over()
  }

  async #sleep(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#setting.schedule(ms, resolve)
      this.#wake = () => {
        cancel()
        resolve()
      }
    })
    this.#wake = null
    this.#checkGoesOn()
  }
}
