import type { AttentionItem, RosterEntry } from '@racecast/gateway/protocol'
import { ApiProblem } from '../api/client.ts'
import { send } from '../api/send.ts'
import type { DeskStream } from './desk-stream.svelte.ts'
import type { Operator } from './operator.svelte.ts'
import { fateOf, type Unanswered } from './unanswered.ts'

type Standing = RosterEntry['standing']

/** What an operator may order of a race. One at a time; what was refused is said until the next one. */
export class Orders {
  busy = $state(false)
  #refused = $state('')
  #unanswered = $state.raw<Unanswered | null>(null)
  /** The last thing that was done, for who hears the page. */
  said = $state('')
  readonly #race: string
  readonly #operator: Operator
  readonly #stream: DeskStream

  constructor(race: string, operator: Operator, stream: DeskStream) {
    this.#race = race
    this.#operator = operator
    this.#stream = stream
  }

  /** Why the last order was not done; '' if it was. */
  get refused(): string {
    return this.#unanswered ? fateOf(this.#unanswered, this.#stream) : this.#refused
  }

  pause = (): Promise<boolean> => this.#order('pause', undefined, 'The race is paused.')
  resume = (): Promise<boolean> => this.#order('resume', undefined, 'The race goes on.')
  stop = (): Promise<boolean> => this.#order('stop', undefined, 'The race is over.')
  start = (): Promise<boolean> => this.#order('start', undefined, 'The race has begun.')
  official = (): Promise<boolean> => this.#order('official', undefined, 'The results are official.')

  /**
   * @param startTime epoch ms
   * @param wave whose gun it is; null for that of the race with all its waves
   */
  gun(startTime: number, wave: string | null, reason: string): Promise<boolean> {
    const body = { startTime, ...(wave !== null && { wave }), ...given({ reason }) }
    return this.#order('gun', body, 'The time is set.')
  }

  standing(bib: string, standing: Standing, reason: string): Promise<boolean> {
    const path = `competitors/${encodeURIComponent(bib)}/standing`
    const done = standing === 'entered' ? `${bib} is in the race again.` : `${bib}: ${standing}.`
    return this.#order(path, { standing, ...given({ reason }) }, done, 'standing')
  }

  /** @param counts false takes the finish back; true lets what was measured count again */
  finish(bib: string, counts: boolean, reason: string): Promise<boolean> {
    const path = `competitors/${encodeURIComponent(bib)}/finish`
    const done = counts ? `The finish of ${bib} counts again.` : `The finish of ${bib} is taken back.`
    return this.#order(path, { counts, ...given({ reason }) }, done, 'finish')
  }

  acknowledge(bib: string, { kind, since }: AttentionItem, note: string): Promise<boolean> {
    const body = { bib, kind, since: Math.round(since), ...given({ note }) }
    return this.#order('acknowledgements', body, `You see to ${bib}.`, 'acknowledge')
  }

  visibility(visibility: 'public' | 'private', reason: string): Promise<boolean> {
    const done = visibility === 'private' ? 'The race is private.' : 'The race is public.'
    return this.#order('visibility', { visibility, ...given({ reason }) }, done)
  }

  /** @param name of the race, which somebody has typed */
  remove(name: string, reason: string): Promise<boolean> {
    return this.#order('', { name, ...given({ reason }) }, 'The race is deleted.', 'delete', 'DELETE')
  }

  /**
   * Whether it was done.
   * @param done what to say when it is done
   * @param action what the audit log calls it
   */
  async #order(
    path: string,
    body: unknown,
    done: string,
    action = path,
    method: 'POST' | 'DELETE' = 'POST',
  ): Promise<boolean> {
    const { audit, connections } = this.#stream
    this.busy = true
    this.#refused = ''
    this.#unanswered = null
    try {
      await send(method, `/api/races/${encodeURIComponent(this.#race)}${path && `/${path}`}`, body)
      this.said = done
      return true
    } catch (error) {
      if (this.#operator.lost(error)) return false
      if (error instanceof ApiProblem && error.status === 0) {
        const operator = this.#operator.session?.name ?? ''
        this.#unanswered = { action, operator, connections, after: audit.at(-1)?.n ?? 0 }
      } else this.#refused = (error as Error).message
      return false
    } finally {
      this.busy = false
    }
  }
}

/** What was typed; nothing of what was left empty. */
function given(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== ''))
}
