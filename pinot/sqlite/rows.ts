import type { SQLInputValue } from 'node:sqlite'
import { checkRace } from '../events/check.ts'
import { type EntryRecord, eventIdOf, type FixRow, type RaceRecord } from '../events/index.ts'

/** One value of a row as node:sqlite gives it. */
type Cell = SQLInputValue
/** Column names are written once; order is what the rest of this file goes by. */
export const RACE_COLUMNS =
  'slug, name, course, courseHash, kind, status, startTime, waves, fixIntervalS, playoutDelayMs, offCourseM, ' +
  'plan, seed, planVersion, pauses, gaps, finishedAt, updatedAt, visibility, rulings'
export const ENTRY_COLUMNS =
  'competitorId, bib, name, club, category, wave, role, anonymous, standing, updatedAt'
export const FIX_COLUMNS =
  'timestamp, competitorId, eventId, rawTime, raceTimeMs, publishedAt, lat, lon, distance, course, source, ' +
  'accuracy, flags'

export function raceCells(r: RaceRecord): Cell[] {
  return [
    r.slug,
    r.name,
    r.course,
    r.courseHash,
    r.kind,
    r.status,
    r.startTime,
    JSON.stringify(r.waves),
    r.fixIntervalS,
    r.playoutDelayMs,
    r.offCourseM,
    r.plan === null ? null : JSON.stringify(r.plan),
    r.seed,
    r.planVersion,
    JSON.stringify(r.pauses),
    JSON.stringify(r.gaps),
    r.finishedAt,
    r.updatedAt,
    r.visibility ?? null,
    r.rulings === undefined ? null : JSON.stringify(r.rulings),
  ]
}

/** From `runId, RACE_COLUMNS`; checked again, since JSON columns are free text to SQLite. */
export function raceFrom(row: Record<string, unknown>): RaceRecord {
  const parsed = (column: string) => JSON.parse(String(row[column]))
  const { visibility, rulings, ...others } = row
  const value = {
    ...others,
    ...(visibility !== null && { visibility }),
    ...(rulings !== null && { rulings: parsed('rulings') }),
    waves: parsed('waves'),
    plan: row.plan === null ? null : parsed('plan'),
    pauses: parsed('pauses'),
    gaps: parsed('gaps'),
  }
  checkRace(value)
  return value
}

export function entryCells(e: EntryRecord): Cell[] {
  return [
    e.competitorId,
    e.bib,
    e.name,
    e.club,
    e.category,
    e.wave,
    e.role,
    Number(e.anonymous),
    e.standing,
    e.updatedAt,
  ]
}

/** From `ENTRY_COLUMNS`. */
export function entryFrom(runId: string, row: Record<string, unknown>): EntryRecord {
  return { runId, ...row, anonymous: row.anonymous === 1 } as EntryRecord
}

/** The eventId is left out where it is the usual one: it would be half of the row. */
export function fixCells(f: FixRow): Cell[] {
  const usual = f.eventId === eventIdOf(f.runId, f.competitorId, f.timestamp)
  return [
    f.timestamp,
    f.competitorId,
    usual ? null : f.eventId,
    f.rawTime,
    f.raceTimeMs,
    f.publishedAt,
    f.lat,
    f.lon,
    f.distance,
    f.course,
    f.source,
    f.accuracy,
    f.flags,
  ]
}

/** From an array of `FIX_COLUMNS`. */
export function fixFrom(runId: string, c: readonly unknown[]): FixRow {
  const timestamp = c[0] as number
  const competitorId = c[1] as number
  return {
    runId,
    eventId: (c[2] as string | null) ?? eventIdOf(runId, competitorId, timestamp),
    competitorId,
    rawTime: c[3] as number,
    raceTimeMs: c[4] as number,
    timestamp,
    publishedAt: c[5] as number,
    lat: c[6] as number,
    lon: c[7] as number,
    distance: c[8] as number,
    course: c[9] as string,
    source: c[10] as FixRow['source'],
    accuracy: c[11] as number,
    flags: c[12] as number,
  }
}

export const placeholders = (columns: string): string => columns.replaceAll(/\w+/g, '?')

/** `a = excluded.a, ...` for every column but those of the key. */
export function assignments(columns: string, key: readonly string[]): string {
  const names = columns.split(', ').filter((name) => !key.includes(name))
  return names.map((name) => `${name} = excluded.${name}`).join(', ')
}
