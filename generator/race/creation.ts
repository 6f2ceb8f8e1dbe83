import { randomInt, randomUUID } from 'node:crypto'
import type { Course } from '@racecast/courses'
import { type EntryRecord, type PlanParameters, type RaceRecord, simulatedPace } from '@racecast/pinot/events'
import { type Clock, secondAfter } from '../clock.ts'
import { type CompetitorPlan, type FieldSpec, makeField, PLAN_VERSION, waveGunMs } from '../plan/index.ts'
import { type EntryDraft, inventEntries } from '../plan/invented-entries.ts'
import { readStartList } from '../plan/start-list.ts'
import { invalid } from '../problems.ts'
import { type ActiveRace, activateRace } from './active-race.ts'
import type { GeneratorPorts } from './ports.ts'
import { planOf, type RaceRequest } from './request.ts'

/** A fix this far from the course is off it, m, or four sigma of the receivers' error where that is more. */
const OFF_COURSE_M = 25
/** A gun that was not asked for is this far off at least, ms: time for its record to arrive. */
export const LEAD_MS = 200

export interface NewRace {
  race: ActiveRace
  entries: EntryRecord[]
  /** Gives the race the next whole second as its gun, where none was asked for. */
  setGun(): void
}

/** Index of the wave of the competitor with index i, from their entries. */
export function waveIndex(waves: readonly string[], entries: readonly Pick<EntryRecord, 'wave'>[]) {
  const order = new Map(waves.map((wave, w) => [wave, w]))
  return (i: number): number => order.get(entries[i]?.wave ?? '') ?? 0
}

/** The course of a request. Throws `invalid-request` where there is none. */
export function courseOf(request: RaceRequest, courses: GeneratorPorts['courses']): Course {
  const course = courses.get(request.course)
  if (course) return course
  const remedy = `use one of ${courses
    .list()
    .map(({ shortName }) => shortName)
    .join(', ')}`
  const error = { field: 'course', value: request.course, message: 'is not a course', remedy }
  throw invalid('invalid-request', [error])
}

/** What is asked for, checked. */
export interface RaceOrder {
  request: RaceRequest
  course: Course
  slug: string
  /** When it was asked for, epoch ms. */
  now: number
}

/** Who is in the race. */
export interface Field {
  seed: number
  plan: PlanParameters
  drafts: EntryDraft[]
  /** In the order of their guns. */
  waves: string[]
}

/** As people count: wave 2 starts before wave 10. */
const byName = new Intl.Collator('en', { numeric: true })

/**
 * Who is in the race: from the start list, or invented. The waves of a list start in the order of their names, whoever stands
 * first in it. Throws `invalid-request` or `invalid-start-list`.
 */
export function fieldOf({ request, course, now }: RaceOrder): Field {
  const seed = request.seed ?? randomInt(0x1_0000_0000)
  const list = request.startList === undefined ? null : readStartList(request.startList)
  const fixed = list
    ? { competitors: list.entries.length, ...(list.waves.length > 0 && { waves: list.waves.length }) }
    : {}
  for (const [field, value] of Object.entries(fixed)) {
    const given = request[field as keyof RaceRequest]
    if (given === undefined || given === value) continue
    const message = `is ${given}, but the start list has ${value}`
    throw invalid('invalid-request', [{ field, value: given, message, remedy: 'leave it out' }])
  }
  const plan = planOf(request, course, now, fixed)
  const invented = inventEntries(plan.competitors, plan.waves, seed)
  // A list without waves is divided by its order as an invented field is.
  const drafts: EntryDraft[] =
    list?.entries.map((entry, i) => ({ ...entry, wave: entry.wave || (invented[i]?.wave ?? '') })) ?? invented
  const waves = [...new Set(drafts.map(({ wave }) => wave))]
    .filter((wave) => wave !== '')
    .sort(byName.compare)
  return { seed, plan, drafts, waves }
}

const wavesAt = (startTime: number, plan: PlanParameters, waves: readonly string[]): RaceRecord['waves'] =>
  waves.length < 2 ? [] : waves.map((wave, w) => ({ wave, startTime: startTime + waveGunMs(plan, w) }))

/** The gun that is asked for, or the first that can be at `now`; epoch ms. */
export const startOf = ({ startTime }: Pick<RaceRequest, 'startTime'>, now: number): number =>
  startTime ?? secondAfter(now + LEAD_MS)

export interface NewRaceOptions extends RaceOrder {
  /** What its gun is set by. */
  clock: Pick<Clock, 'now'>
  backlogMs: number
}

/** Makes a race of a checked request, but sends nothing. Throws `invalid-request` or `invalid-start-list`. */
export function newRace(options: NewRaceOptions): NewRace {
  const field = fieldOf(options)
  return raceOf(field, makeField(fieldSpec(field, options.course)), options)
}

/** What the plans of a field are made of. */
export function fieldSpec({ plan, seed, waves, drafts }: Field, course: Course): FieldSpec {
  return { course, plan, seed, waveOf: waveIndex(waves, drafts) }
}

/** The same of a field and its plans. */
export function raceOf(
  { seed, plan, drafts, waves }: Field,
  plans: readonly CompetitorPlan[],
  { request, course, slug, now, clock, backlogMs }: NewRaceOptions,
): NewRace {
  const runId = randomUUID()
  const startTime = startOf(request, now)
  const record = {
    runId,
    slug,
    name: request.name ?? course.longName,
    course: course.shortName,
    courseHash: course.hash,
    kind: 'simulated' as const,
    ...(request.visibility && { visibility: request.visibility }),
    status: 'scheduled' as const,
    startTime,
    waves: wavesAt(startTime, plan, waves),
    ...simulatedPace,
    offCourseM: Math.max(OFF_COURSE_M, 4 * plan.gpsNoiseM),
    plan,
    seed,
    planVersion: PLAN_VERSION,
    pauses: [],
    gaps: [],
    finishedAt: null,
    updatedAt: now,
  }
  const race = activateRace({ record, course, plans, newest: null, backlogMs })
  return {
    race,
    entries: drafts.map((draft) => ({ runId, ...draft, updatedAt: now })),
    setGun() {
      if (request.startTime !== undefined) return
      const gun = startOf(request, clock.now())
      race.record = { ...race.record, startTime: gun, waves: wavesAt(gun, plan, waves) }
    },
  }
}
