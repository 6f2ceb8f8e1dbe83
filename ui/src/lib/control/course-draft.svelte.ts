import type { Course, LonLat } from '@racecast/courses'
import type { CourseProblem, ImportOptions } from '@racecast/courses/import'
import { ask } from '../api/client.ts'
import { movedRing, newFence, turnedRound, withCorner, withFlag } from './course-edit.ts'
import type { Operator } from './operator.svelte.ts'

/** The part of the code that reads course files, asked for when there is one to read. */
type Import = typeof import('@racecast/courses/import')

/** A course on its way from a file to the catalogue: read here, by the same code as at the server. */
export class CourseDraft {
  fileName = $state('')
  /** All that the file holds, as it is with the changes made here. */
  courses = $state.raw<Course[]>([])
  refused = $state.raw<CourseProblem[]>([])
  /** The one that is looked at; while what was changed last cannot be, as it was before. */
  course = $state.raw<Course | null>(null)
  options = $state.raw<ImportOptions>({})
  busy = $state(false)
  problem = $state('')
  /** What was saved, by short name. */
  saved = $state.raw<string[]>([])
  #bytes = new Uint8Array()
  #import: Import | null = null
  readonly #operator: Operator

  constructor(operator: Operator) {
    this.#operator = operator
  }

  /** Whether it can be changed: a file of several courses is taken as it is, or not. */
  get isOne(): boolean {
    return this.courses.length + this.refused.length <= 1 || this.courses.length === 0
  }

  /** Where the flags and the fence stand on the map: also where they cannot be. */
  get places(): { start: LonLat; finish: LonLat; fence: LonLat[] | null } | null {
    const { course, options } = this
    if (!course) return null
    const fence = options.fence === undefined ? course.fence : options.fence
    return { start: options.start ?? course.start, finish: options.finish ?? course.finish, fence }
  }

  async take(file: File): Promise<void> {
    this.busy = true
    this.saved = []
    this.options = {}
    this.course = null
    try {
      const [bytes, code] = await Promise.all([file.arrayBuffer(), import('@racecast/courses/import')])
      this.#bytes = new Uint8Array(bytes)
      this.#import = code
      this.fileName = file.name
      this.#read()
    } catch (error) {
      this.problem = (error as Error).message
    } finally {
      this.busy = false
    }
  }

  change(options: ImportOptions): void {
    this.options = { ...this.options, ...options }
    this.#read()
  }

  turnRound(): void {
    if (this.course) this.change(turnedRound(this.options, this.course))
  }

  moveFlag(flag: 'start' | 'finish', to: LonLat): void {
    const { course, options } = this
    if (course) this.change(withFlag(options, course, flag, to, (one) => this.#imported(one).courses[0]))
  }

  /** The whole fence, by its middle; or one corner of it. */
  moveFence(to: LonLat, corner?: number): void {
    const ring = this.places?.fence
    if (ring)
      this.change({ fence: corner === undefined ? movedRing(ring, to) : withCorner(ring, corner, to) })
  }

  addFence(): void {
    if (this.course) this.change({ fence: newFence(this.course) })
  }

  async save(): Promise<void> {
    const { toGeoJson } = await import('@racecast/courses/geojson')
    const features = this.courses.flatMap((course) => toGeoJson(course).features)
    this.busy = true
    this.problem = ''
    this.saved = []
    try {
      const answer = await ask<{ added: string[]; refused: CourseProblem[] }>(
        '/api/courses?name=course.geojson',
        {
          method: 'POST',
          headers: { 'content-type': 'application/geo+json' },
          body: JSON.stringify({ type: 'FeatureCollection', features }),
        },
      )
      this.saved = answer.added
      this.problem = answer.refused.map(({ message }) => message).join(' ')
    } catch (error) {
      if (!this.#operator.lost(error)) this.problem = (error as Error).message
    } finally {
      this.busy = false
    }
  }

  #read(): void {
    this.problem = ''
    this.saved = []
    const { courses, refused } = this.#imported(this.options)
    this.courses = courses
    this.refused = refused
    if (courses[0]) this.course = courses[0]
  }

  #imported(options: ImportOptions) {
    return this.#import!.importCourses({ name: this.fileName, bytes: this.#bytes }, options)
  }
}
