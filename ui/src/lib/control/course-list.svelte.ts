import { ApiProblem, ask } from '../api/client.ts'
import { send } from '../api/send.ts'
import type { Operator } from './operator.svelte.ts'

interface ListedCourse {
  shortName: string
  longName: string
  /** It came with Racecast and cannot be deleted. */
  builtIn?: true
}

/** All courses, and which of them is about to be deleted. */
export class CourseList {
  courses = $state.raw<readonly ListedCourse[]>([])
  /** Short name of the course that it is asked about; '' for none. */
  asked = $state('')
  busy = $state(false)
  /** Why the last order was not done; '' if it was. */
  problem = $state('')
  readonly #operator: Operator

  constructor(operator: Operator) {
    this.#operator = operator
  }

  async load(): Promise<void> {
    try {
      const { features } = await ask<{ features: { properties: ListedCourse & { role: string } }[] }>(
        '/api/courses',
      )
      this.courses = features.map(({ properties }) => properties).filter(({ role }) => role === 'course')
    } catch (error) {
      this.problem = (error as Error).message
    }
  }

  /** Asks once more before a course is deleted; '' leaves it. */
  ask(shortName: string): void {
    this.asked = shortName
    this.problem = ''
  }

  async remove(shortName: string): Promise<void> {
    this.busy = true
    this.problem = ''
    try {
      await this.#delete(shortName)
    } finally {
      this.busy = false
    }
  }

  async #delete(shortName: string): Promise<void> {
    try {
      await send('DELETE', `/api/courses/${encodeURIComponent(shortName)}`)
    } catch (error) {
      if (this.#operator.lost(error)) return
      this.problem = (error as Error).message
      // Somebody else has deleted it: the list is to show that.
      if (!(error instanceof ApiProblem) || error.status !== 404) return
    }
    await this.load()
    // Not before: its row would be there once more, as if nothing had been done.
    if (this.asked === shortName) this.asked = ''
  }
}
