import { ApiProblem, ask } from '../api/client.ts'
import { listRaces, type RaceSummary } from '../api/races.ts'
import { bodyOf, emptyForm, problemsOf } from './race-form.ts'

const tokenKey = 'racecast.control-token'

export interface CourseChoice {
  shortName: string
  longName: string
}

/** Race control: the token, the form, and the races that can still be acted upon. */
export class ControlDesk {
  token = $state(sessionStorage.getItem(tokenKey) ?? '')
  courses = $state.raw<CourseChoice[]>([])
  form = $state(emptyForm())
  races = $state.raw<RaceSummary[]>([])
  /** What the server said of the last attempt, by field; '' is about all of it. */
  refused = $state.raw<Record<string, string>>({})
  created = $state.raw<{ runId: string; slug: string } | null>(null)
  busy = $state(false)

  get problems(): Record<string, string> {
    return { ...this.refused, ...problemsOf(this.form) }
  }

  async load(): Promise<void> {
    try {
      const { features } = await ask<{ features: { properties: CourseChoice & { role: string } }[] }>(
        '/api/courses',
      )
      this.courses = features.map(({ properties }) => properties).filter(({ role }) => role === 'course')
      if (!this.form.course) this.form.course = this.courses[0]?.shortName ?? ''
      await this.refresh()
    } catch (error) {
      this.refused = { '': (error as Error).message }
    }
  }

  async refresh(): Promise<void> {
    this.races = (await listRaces()).filter((race) => race.finishedAt === null)
  }

  create(): Promise<void> {
    return this.#send(async () => {
      this.created = await this.#post('/api/races', bodyOf(this.form))
    })
  }

  act(race: RaceSummary, action: 'pause' | 'resume' | 'stop'): Promise<void> {
    return this.#send(async () => {
      await this.#post(`/api/races/${race.runId}/${action}`)
    })
  }

  async #send(run: () => Promise<void>): Promise<void> {
    this.busy = true
    this.refused = {}
    try {
      await run()
      sessionStorage.setItem(tokenKey, this.token)
      await this.refresh()
    } catch (error) {
      const { fields, message } = error instanceof ApiProblem ? error : new ApiProblem(0, String(error))
      this.refused = { ...fields, '': message }
    } finally {
      this.busy = false
    }
  }

  #post<T>(path: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.token.trim()}` }
    if (body !== undefined) headers['content-type'] = 'application/json'
    return ask<T>(path, { method: 'POST', headers, body: body === undefined ? null : JSON.stringify(body) })
  }
}
