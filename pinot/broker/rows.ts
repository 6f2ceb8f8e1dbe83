import { checkEntry } from '../events/check.ts'
import type { EntryRecord, FixRow, RaceRecord } from '../events/index.ts'
import { raceFromColumns } from '../kafka/messages.ts'

/** A TIMESTAMP column is answered as text in the server's time zone; as LONG it is epoch ms. */
const RACE = [
  'runId',
  'slug',
  'name',
  'course',
  'courseHash',
  'kind',
  'status',
  'startTime',
  'waves',
  'fixIntervalS',
  'playoutDelayMs',
  'offCourseM',
  'plan',
  'seed',
  'planVersion',
  'pauses',
  'gaps',
  'finishedAt',
  'updatedAt',
  'visibility',
  'rulings',
] as const
const ENTRY = [
  'competitorId',
  'bib',
  'name',
  'club',
  'category',
  'wave',
  'role',
  'anonymous',
  'standing',
  'updatedAt',
] as const

export const RACE_COLUMNS = RACE.map((name) =>
  name === 'startTime' ? 'CAST(startTime AS LONG) AS startMs' : name,
).join(', ')
export const ENTRY_COLUMNS = ENTRY.join(', ')
export const FIX_COLUMNS =
  'competitorId, CAST("timestamp" AS LONG) AS ms, eventId, rawTime, raceTimeMs, publishedAt, lat, lon, distance, ' +
  'course, source, accuracy, flags'

/** The value of a column that is null: the table's `defaultNullValue`. */
const NO_TIME = -1
const NOTHING_SAID = ''

const named = (names: readonly string[], cells: readonly unknown[]) =>
  Object.fromEntries(names.map((name, i) => [name, cells[i]]))

export function raceFrom(cells: readonly unknown[]): RaceRecord {
  const { visibility, rulings, ...columns } = named(RACE, cells)
  return raceFromColumns({
    ...columns,
    ...(visibility !== NOTHING_SAID && { visibility }),
    ...(rulings !== NOTHING_SAID && { rulings }),
    finishedAt: columns.finishedAt === NO_TIME ? null : columns.finishedAt,
  })
}

export function entryFrom(runId: string, cells: readonly unknown[]): EntryRecord {
  const entry = { runId, ...named(ENTRY, cells) }
  checkEntry(entry)
  return entry
}

export function fixFrom(runId: string, c: readonly unknown[]): FixRow {
  return {
    runId,
    competitorId: c[0] as number,
    timestamp: c[1] as number,
    eventId: c[2] as string,
    rawTime: c[3] as number,
    raceTimeMs: c[4] as number,
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

/** The newest of each competitor, by competitorId: while a segment is sealed a key may be in two of them. */
export function newestOfEach(fixes: readonly FixRow[]): FixRow[] {
  const newest = newestBy(
    fixes,
    ({ competitorId }) => competitorId,
    ({ timestamp }) => timestamp,
  )
  return newest.sort((a, b) => a.competitorId - b.competitorId)
}

/** The newest record of each key, as of fixes. */
export function newestRecords<T extends { updatedAt: number }>(
  records: readonly T[],
  keyOf: (record: T) => string | number,
): T[] {
  return newestBy(records, keyOf, ({ updatedAt }) => updatedAt)
}

function newestBy<T>(rows: readonly T[], keyOf: (row: T) => string | number, msOf: (row: T) => number): T[] {
  const newest = new Map<string | number, T>()
  for (const row of rows) {
    const known = newest.get(keyOf(row))
    if (!known || msOf(row) > msOf(known)) newest.set(keyOf(row), row)
  }
  return [...newest.values()]
}

/** Each eventId once, as it was first published, by (timestamp, competitorId). */
export function withoutRepeats(fixes: readonly FixRow[]): FixRow[] {
  const first = new Map<string, FixRow>()
  for (const fix of fixes) {
    const known = first.get(fix.eventId)
    if (!known || fix.publishedAt < known.publishedAt) first.set(fix.eventId, fix)
  }
  return [...first.values()].sort((a, b) => a.timestamp - b.timestamp || a.competitorId - b.competitorId)
}
