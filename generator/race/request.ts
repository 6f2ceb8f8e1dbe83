import type { Course } from '@racecast/courses'
import { CreateRace, PlanParameters } from '@racecast/pinot/events'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import { BIDI_CONTROLS, CONTROLS } from '../plan/text-controls.ts'
import { type FieldError, invalid } from '../problems.ts'
import { momentOf } from './gun.ts'

const { properties } = Type.Evaluate(CreateRace)
const Body = Compile(Type.Object(properties, { additionalProperties: false }))
export const YEAR_MS = 366 * 86_400_000
const FIELDS = Object.keys(properties)

export const GUN_REMEDY = 'give epoch ms, or ISO 8601 with a zone such as 2026-05-02T09:00:00+01:00'

/** A checked body of `POST /races`. */
export type RaceRequest = Omit<CreateRace, 'startTime'> & {
  /** Epoch ms. */
  startTime?: number
}

type SchemaError = { keyword: string; instancePath: string; message: string; params: unknown }

function remedyOf({ keyword, params }: SchemaError): string {
  const p = params as Record<string, unknown>
  if (keyword === 'type') return `give ${/^[aio]/.test(String(p.type)) ? 'an' : 'a'} ${p.type}`
  if (keyword === 'minimum') return `give at least ${p.limit}`
  if (keyword === 'maximum') return `give at most ${p.limit}`
  if (keyword === 'maxLength') return `give at most ${p.limit} characters`
  if (keyword === 'minLength') return 'give some text'
  if (keyword === 'enum') return `give one of ${(p.allowedValues as string[]).join(', ')}`
  if (keyword === 'pattern') return 'use lower-case letters, digits and hyphens, such as park-run-12'
  return 'see the list of fields in the API description'
}

function fieldErrors(body: unknown): FieldError[] {
  const given = (body ?? {}) as Record<string, unknown>
  if (typeof given !== 'object' || Array.isArray(given)) {
    return [{ field: 'body', value: body, message: 'is not an object', remedy: 'give a JSON object' }]
  }
  const errors: FieldError[] = []
  for (const field of Object.keys(given)) {
    if (FIELDS.includes(field)) continue
    const remedy = `leave it out; there are ${FIELDS.join(', ')}`
    errors.push({ field, value: given[field], message: 'is not a field of a race', remedy })
  }
  if (given.course === undefined) {
    const remedy = 'give the shortName of a course'
    errors.push({ field: 'course', value: null, message: 'is missing', remedy })
  }
  const { startTime } = given
  const isMoment = typeof startTime === 'number' || typeof startTime === 'string'
  if (startTime !== undefined && !(isMoment && momentOf(startTime) !== null))
    errors.push({ field: 'startTime', value: startTime, message: 'is not a time', remedy: GUN_REMEDY })
  for (const error of Body.Errors(given)) {
    const field = error.instancePath.slice(1)
    if (field === '' || !FIELDS.includes(field) || errors.some((one) => one.field === field)) continue
    errors.push({ field, value: given[field], message: error.message, remedy: remedyOf(error) })
  }
  return errors
}

/** Fields that are right by themselves and wrong together. */
function crossErrors(plan: PlanParameters, request: RaceRequest, course: Course, now: number): FieldError[] {
  const errors: FieldError[] = []
  const add = (field: string, value: unknown, message: string, remedy: string) =>
    errors.push({ field, value, message, remedy })
  if (plan.fastest > plan.slowest)
    add('fastest', plan.fastest, `is slower than slowest (${plan.slowest} s/km)`, 'give at most slowest')
  if (plan.minPause > plan.maxPause)
    add('minPause', plan.minPause, `is longer than maxPause (${plan.maxPause} s)`, 'give at most maxPause')
  if (plan.stoppingRatio > 0 && course.fenceIntervals.length === 0)
    add('stoppingRatio', plan.stoppingRatio, `${course.shortName} has no fence to stop in`, 'give 0')
  if (plan.waves > plan.competitors)
    add('waves', plan.waves, `is more than the ${plan.competitors} competitors`, 'give fewer waves')
  if (request.startTime !== undefined && request.startTime < now)
    add(
      'startTime',
      request.startTime,
      `is in the past (it is ${new Date(now).toISOString()})`,
      'leave it out to start now',
    )
  if (request.startTime !== undefined && request.startTime > now + YEAR_MS)
    add('startTime', request.startTime, 'is more than a year from now', GUN_REMEDY)
  for (const field of ['name', 'startList'] as const)
    if (request[field]?.isWellFormed() === false)
      add(field, request[field].toWellFormed().slice(0, 80), 'is not valid Unicode', 'send it as UTF-8')
  if (CONTROLS.test(request.name ?? ''))
    add('name', request.name, 'holds control characters', 'remove line breaks, tabs and the like')
  if (BIDI_CONTROLS.test(request.name ?? ''))
    add('name', request.name, 'holds characters that turn the direction of writing', 'remove them')
  return errors
}

/** Throws `invalid-request` where a body is not one of CreateRace. */
export function checkRequest(body: unknown): RaceRequest {
  const errors = fieldErrors(body)
  if (errors.length > 0 || !Body.Check(body)) throw invalid('invalid-request', errors)
  const { startTime, ...rest } = body as CreateRace
  return startTime === undefined ? rest : { ...rest, startTime: momentOf(startTime)! }
}

/**
 * The plan's parameters with their defaults. A course without a fence has nobody stopping unless it is asked for,
 * which is refused. `fixed` is what a start list decides.
 */
export function planOf(
  request: RaceRequest,
  course: Course,
  now: number,
  fixed: Partial<Pick<PlanParameters, 'competitors' | 'waves'>>,
): PlanParameters {
  const given: Record<string, unknown> = course.fenceIntervals.length === 0 ? { stoppingRatio: 0 } : {}
  for (const field of Object.keys(PlanParameters.properties)) {
    const value = request[field as keyof CreateRace]
    if (value !== undefined) given[field] = value
  }
  const plan = Value.Default(PlanParameters, { ...given, ...fixed }) as PlanParameters
  // A range of which one end is given moves the other, where its default would turn it round.
  if (request.fastest === undefined) plan.fastest = Math.min(plan.fastest, plan.slowest)
  if (request.slowest === undefined) plan.slowest = Math.max(plan.fastest, plan.slowest)
  if (request.minPause === undefined) plan.minPause = Math.min(plan.minPause, plan.maxPause)
  if (request.maxPause === undefined) plan.maxPause = Math.max(plan.minPause, plan.maxPause)
  const errors = crossErrors(plan, request, course, now)
  if (errors.length > 0) throw invalid('invalid-request', errors)
  return plan
}
