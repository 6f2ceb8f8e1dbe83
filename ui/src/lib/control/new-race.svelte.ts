import type { Course } from '@racecast/courses'
import type { RacePreview, StartListReport } from '@racecast/gateway/protocol'
import { ApiProblem, ask } from '../api/client.ts'
import { getCourse } from '../api/races.ts'
import { send } from '../api/send.ts'
import type { Operator } from './operator.svelte.ts'
import { bodyOf, emptyForm, problemsOf } from './race-form.ts'
import { badLines } from './race-preview.ts'

export interface CourseChoice {
  shortName: string
  longName: string
}

/** So many bad rows of a start list are told at once: who puts them right sees the others then. */
const mostLines = 20

/** A race that is about to be made. */
export class NewRace {
  courses = $state.raw<CourseChoice[]>([])
  course = $state.raw<Course | null>(null)
  form = $state(emptyForm())
  created = $state.raw<{ slug: string; isPrivate: boolean } | null>(null)
  busy = $state(false)
  /** What it will be like as the form stands; null while that is not known. */
  preview = $state.raw<RacePreview | null>(null)
  /** Why that is not known. */
  unknown = $state('')
  /** Of the file that the start list came in; '' without one. */
  listName = $state('')
  /** What the start list holds; null without one. */
  list = $state.raw<StartListReport | null>(null)
  /** A start list is looked at: until that is done it may be a bad one. */
  #isChecking = $state(false)
  /** What the server said of the last attempt, by field; '' is about all of it. */
  #refused = $state.raw<Record<string, string>>({})
  /** What it said that of: as soon as a field is another, nothing is known against it. */
  #sent = $state.raw<Record<string, unknown>>({})
  readonly #operator: Operator

  constructor(operator: Operator) {
    this.#operator = operator
  }

  get body(): Record<string, unknown> {
    return bodyOf(this.form, this.course, this.list)
  }

  /** What is wrong, by field; '' is about all of it. */
  get problems(): Record<string, string> {
    const { body } = this
    const stands = Object.entries(this.#refused).filter(
      ([field]) => field === '' || body[field] === this.#sent[field],
    )
    const bad = this.list ? badLines(this.list) : []
    const list: Record<string, string> =
      bad.length > 0 ? { startList: bad.slice(0, mostLines).join('\n') } : {}
    return { ...Object.fromEntries(stands), ...list, ...problemsOf(this.form, Date.now()) }
  }

  get ready(): boolean {
    return !this.busy && !this.#isChecking && Object.keys(this.problems).every((field) => field === '')
  }

  async load(): Promise<void> {
    try {
      const { features } = await ask<{ features: { properties: CourseChoice & { role: string } }[] }>(
        '/api/courses',
      )
      this.courses = features.map(({ properties }) => properties).filter(({ role }) => role === 'course')
      // The one that was chosen may have been deleted.
      if (!this.courses.some(({ shortName }) => shortName === this.form.course))
        await this.choose(this.courses[0]?.shortName ?? '')
    } catch (error) {
      this.#refused = { '': (error as Error).message }
    }
  }

  async choose(shortName: string): Promise<void> {
    this.form.course = shortName
    this.course = null
    const found = await getCourse(shortName).catch(() => null)
    if (found?.shortName === this.form.course) this.course = found
  }

  /** Takes a start list in, and asks what of it cannot be used; null leaves it out. */
  async takeList(text: string | null, name = ''): Promise<void> {
    this.listName = name
    // An empty file is a list of nobody, and no list would be a race of invented names: the server says what is wrong with it.
    const list = text === '' ? '\n' : text
    this.form.startList = list ?? ''
    this.list = null
    this.#isChecking = list !== null
    if (list === null) return
    try {
      const report = await ask<StartListReport>('/api/start-lists/check', {
        method: 'POST',
        headers: { 'content-type': 'text/csv' },
        body: list,
      })
      if (this.form.startList === list) this.list = report
    } catch (error) {
      // It is looked at again when the race is made.
      this.#operator.lost(error)
    } finally {
      if (this.form.startList === list) this.#isChecking = false
    }
  }

  /** Asks what it will be like; who asks too early is answered for the form as it is by then. */
  async look(): Promise<void> {
    const { body } = this
    const asked = JSON.stringify(body)
    let preview: RacePreview | null = null
    let unknown = ''
    try {
      preview = await send<RacePreview>('POST', '/api/races/preview', body)
    } catch (error) {
      // What is wrong with rows of the list stands beside the list.
      const isOfRows = error instanceof ApiProblem && error.rows.length > 0
      if (!this.#operator.lost(error) && !isOfRows) unknown = (error as Error).message
    }
    if (JSON.stringify(this.body) !== asked) return
    this.preview = preview
    this.unknown = unknown
  }

  async create(): Promise<void> {
    const { body } = this
    this.busy = true
    this.#refused = {}
    this.created = null
    try {
      const { slug } = await send<{ slug: string }>('POST', '/api/races', body)
      this.created = { slug, isPrivate: body.visibility === 'private' }
    } catch (error) {
      if (this.#operator.lost(error)) return
      const { fields, rows, message } = error instanceof ApiProblem ? error : new ApiProblem(0, String(error))
      this.#sent = body
      const lines = rows.map(
        ({ row, field, message, remedy }) => `Line ${row}, ${field}: ${message}; ${remedy}.`,
      )
      // Where fields are named, what is wrong stands beside them.
      const beside = rows.length > 0 ? { ...fields, startList: lines.slice(0, mostLines).join('\n') } : fields
      this.#refused = Object.keys(beside).length > 0 ? beside : { '': message }
    } finally {
      this.busy = false
    }
  }
}
