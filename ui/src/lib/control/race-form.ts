import type { Course } from '@racecast/courses'
import type { StartListReport } from '@racecast/gateway/protocol'
import { timeOfDay } from '../format/time.ts'

/** A number of the form: what it is called in `POST /api/races`, and between what it has to lie. */
export interface NumberField {
  name: string
  label: string
  unit: string
  least: number
  most: number
  whole: boolean
  value: string
}

const number = (
  name: string,
  label: string,
  unit: string,
  [least, most]: [number, number],
  value: number,
  whole = false,
): NumberField => ({ name, label, unit, least, most, whole, value: String(value) })

/** What nearly every race sets. */
export const mainFields = [
  number('competitors', 'Competitors', '', [1, 100_000], 100, true),
  number('fastest', 'Fastest', 's/km', [60, 1800], 144),
  number('slowest', 'Slowest', 's/km', [60, 1800], 500),
  number('stoppingRatio', 'Stop in the fence', 'share', [0, 1], 0.1),
  number('minPause', 'Shortest stop', 's', [0, 3600], 10),
  number('maxPause', 'Longest stop', 's', [0, 3600], 60),
]

/** What makes a race as untidy as a real one. */
export const realityFields = [
  number('gpsNoiseM', 'GPS error', 'm', [0, 50], 0),
  number('dropoutRatio', 'Lose signal', 'share', [0, 1], 0),
  number('wanderRatio', 'Leave the course', 'share', [0, 1], 0),
  number('dnfRatio', 'Give up', 'share', [0, 1], 0),
  number('waves', 'Waves', '', [1, 50], 1, true),
  number('waveGapS', 'Between waves', 's', [0, 3600], 60),
]

export interface RaceForm {
  course: string
  name: string
  slug: string
  /** As a datetime-local field has it; '' for now. */
  startTime: string
  seed: string
  /** Whether it is in the list of races and open to everybody, or only to who has a key. */
  visibility: 'public' | 'private'
  /** CSV; '' for invented names. */
  startList: string
  numbers: Record<string, string>
}

export function emptyForm(course = ''): RaceForm {
  const numbers = Object.fromEntries([...mainFields, ...realityFields].map((f) => [f.name, f.value]))
  const texts = { name: '', slug: '', startTime: '', seed: '', startList: '' }
  return { course, ...texts, visibility: 'public', numbers }
}

/** What the button says: without a start the gun goes at once. `startTime` is as the form has it. */
export function createLabel(startTime: string, now: number): string {
  const at = Date.parse(startTime)
  if (Number.isNaN(at)) return 'Create and start now'
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString()
  const day = sameDay
    ? ''
    : ` on ${new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}`
  return `Create, starts at ${timeOfDay(at)}${day}`
}

/**
 * What is wrong, by field; nothing if it can be sent. The server says so again: this is for whoever types.
 * @param now epoch ms
 */
export function problemsOf(form: RaceForm, now: number): Record<string, string> {
  const problems: Record<string, string> = {}
  if (!form.course) problems.course = 'Choose a course.'
  if (form.name.length > 120) problems.name = 'At most 120 characters.'
  if (form.slug && !/^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/.test(form.slug)) {
    problems.slug = 'Small letters, digits and hyphens, at most 64, no hyphen at either end.'
  }
  if (form.startTime && Number.isNaN(Date.parse(form.startTime))) problems.startTime = 'No such time.'
  else if (Date.parse(form.startTime) <= now)
    problems.startTime = 'That has passed. Leave it empty to start now.'
  if (form.seed) {
    const problem = numberProblem(form.seed, { least: 0, most: 0xffffffff, whole: true })
    if (problem) problems.seed = problem
  }
  for (const field of [...mainFields, ...realityFields]) {
    const problem = numberProblem(form.numbers[field.name] ?? '', field)
    if (problem) problems[field.name] = problem
  }
  const { fastest, slowest, minPause, maxPause } = form.numbers
  if (!problems.fastest && !problems.slowest && Number(fastest) > Number(slowest)) {
    problems.slowest = `Not less than the fastest, ${fastest} s/km: it is a pace.`
  }
  if (!problems.minPause && !problems.maxPause && Number(minPause) > Number(maxPause)) {
    problems.maxPause = `Not less than the shortest, ${minPause} s.`
  }
  return problems
}

function numberProblem(
  text: string,
  { least, most, whole }: Pick<NumberField, 'least' | 'most' | 'whole'>,
): string | null {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) return 'A number is needed.'
  if (whole && !Number.isInteger(value)) return 'A whole number is needed.'
  return value < least || value > most ? `Between ${least} and ${most.toLocaleString('en')}.` : null
}

/**
 * The body of `POST /api/races`. What is left empty is left out, and the server's defaults hold. On a course without a
 * fence nobody can stop in it. With a start list its length counts, and its waves where it has some.
 */
export function bodyOf(
  form: RaceForm,
  course: Pick<Course, 'fence'> | null = null,
  list: Pick<StartListReport, 'waves'> | null = null,
): Record<string, unknown> {
  const body: Record<string, unknown> = { course: form.course }
  if (form.name.trim()) body.name = form.name.trim()
  if (form.slug) body.slug = form.slug
  if (form.startTime) body.startTime = Date.parse(form.startTime)
  if (form.seed) body.seed = Number(form.seed)
  if (form.visibility === 'private') body.visibility = form.visibility
  if (form.startList) body.startList = form.startList
  for (const [name, text] of Object.entries(form.numbers)) {
    if (name === 'competitors' && form.startList) continue
    if (name === 'waves' && form.startList && list && list.waves.length > 0) continue
    body[name] = Number(text)
  }
  if (course && !course.fence) body.stoppingRatio = 0
  return body
}
