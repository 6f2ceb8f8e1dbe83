import type { RaceInfo, RosterEntry } from '../messages.ts'
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'

type Check = (value: unknown) => boolean

const text: Check = (value) => typeof value === 'string'
const bool: Check = (value) => typeof value === 'boolean'
const finite: Check = (value) => typeof value === 'number' && Number.isFinite(value)
const whole: Check = (value) => Number.isSafeInteger(value)
const id: Check = (value) => Number.isSafeInteger(value) && (value as number) > 0
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)
const orNothing =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)
const one =
  (...values: string[]): Check =>
  (value) =>
    values.includes(value as string)
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)
const object =
  (fields: Record<string, Check>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(fields).every(([key, check]) => check((value as Record<string, unknown>)[key]))

const span = object({ from: whole, to: orNull(whole) })

/** What every reader relies on; fields that are not named here are let through. By hand: schemas stay out of the page. */
const raceShape: Record<keyof RaceInfo, Check> = {
  runId: text,
  slug: text,
  name: text,
  course: text,
  courseHash: text,
  kind: one('simulated', 'replay', 'live'),
  status: one('scheduled', 'started', 'paused', 'finished', 'official'),
  startTime: whole,
  waves: listOf(object({ wave: text, startTime: whole })),
  fixIntervalS: finite,
  playoutDelayMs: finite,
  pauses: listOf(span),
  gaps: listOf(span),
  finishedAt: orNull(whole),
  rulings: orNothing(listOf(object({ competitorId: id, at: whole, until: whole }))),
  simulated: bool,
}
const entryShape: Record<keyof RosterEntry, Check> = {
  id,
  bib: text,
  name: text,
  club: text,
  category: text,
  wave: text,
  role: one('competitor', 'pacer', 'lead', 'sweep'),
  anonymous: bool,
  standing: one('entered', 'DNS', 'DNF', 'DSQ'),
}
const isRace = object(raceShape)
const isRoster = listOf(object(entryShape))
const isTable: Check = (value) => listOf(Array.isArray)(value) && listOf(text)((value as unknown[])[0])

/**
 *     race   = text: the object that racecast.v1.json has there, as JSON                  (B-10)
 *     roster = text: JSON of a table, [[name of a field...], [value...]...]: a row for each entry, null where
 *              it lacks the field
 */
export function writeRace(to: ByteWriter, race: RaceInfo): void {
  to.text(JSON.stringify(race))
}

export function writeRoster(to: ByteWriter, roster: readonly RosterEntry[]): void {
  const names = [...new Set(roster.flatMap((entry) => Object.keys(entry)))] as (keyof RosterEntry)[]
  const rows = roster.map((entry) => names.map((name) => entry[name]))
  to.text(JSON.stringify([names, ...rows]))
}

export function readRace(from: ByteReader): RaceInfo {
  return readJson(from, 'race', isRace) as RaceInfo
}

export function readRoster(from: ByteReader): RosterEntry[] {
  const offset = from.offset
  const [names, ...rows] = readJson(from, 'roster', isTable) as [string[], ...unknown[][]]
  const roster = rows.map((row) => {
    const fields = names.map((name, i) => [name, row[i]] as const)
    return Object.fromEntries(fields.filter(([, value]) => value !== null && value !== undefined))
  })
  if (!isRoster(roster)) from.fail('B-10', 'an entry of the roster lacks a field or has a wrong one', offset)
  return roster as unknown as RosterEntry[]
}

function readJson(from: ByteReader, what: string, check: Check): unknown {
  const offset = from.offset
  const json = from.text()
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    from.fail('B-10', `the ${what} is not JSON`, offset)
  }
  return check(value) ? value : from.fail('B-10', `the ${what} lacks a field or has a wrong one`, offset)
}
