import { send } from '../api/send.ts'
import type { Operator } from './operator.svelte.ts'

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

  /** @param done what to say when it is done */
  #order(path: string, body: unknown, done: string): Promise<boolean> {
    return this.run(() => send('POST', `/api/races/${encodeURIComponent(this.#race)}/${path}`, body), done)
  }

  /** Whether it was done. */
  async run(order: () => Promise<unknown>, done: string): Promise<boolean> {
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
