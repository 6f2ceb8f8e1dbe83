import type { AttentionItem, RosterEntry } from '@racecast/gateway/protocol'
import { send } from '../api/send.ts'
import type { Operator } from './operator.svelte.ts'

type Standing = RosterEntry['standing']

/** What an operator may order of a race. One at a time; what was refused is said until the next one. */
export class Orders {
  busy = $state(false)
  refused = $state('')
  /** The last thing that was done, for who hears the page. */
  said = $state('')
  readonly #race: string
  readonly #operator: Operator

  constructor(race: string, operator: Operator) {
    this.#race = race
    this.#operator = operator
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
    return this.#order('gun', body, 'The gun is corrected.')
  }

  standing(bib: string, standing: Standing, reason: string): Promise<boolean> {
    const path = `competitors/${encodeURIComponent(bib)}/standing`
    const done = standing === 'entered' ? `${bib} is in the race again.` : `${bib}: ${standing}.`
    return this.#order(path, { standing, ...given({ reason }) }, done)
  }

  acknowledge(bib: string, { kind, since }: AttentionItem, note: string): Promise<boolean> {
    const body = { bib, kind, since: Math.round(since), ...given({ note }) }
    return this.#order('acknowledgements', body, `You see to ${bib}.`)
  }

  /** @param done what to say when it is done */
  #order(path: string, body: unknown, done: string): Promise<boolean> {
    return this.#run(() => send('POST', `/api/races/${encodeURIComponent(this.#race)}/${path}`, body), done)
  }

  /** Whether it was done. */
  async #run(order: () => Promise<unknown>, done: string): Promise<boolean> {
    this.busy = true
    this.refused = ''
    try {
      await order()
      this.said = done
      return true
    } catch (error) {
      if (!this.#operator.lost(error)) this.refused = (error as Error).message
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
