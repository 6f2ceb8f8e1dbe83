import { checkEntry, checkFix, checkRace } from '../events/check.ts'
import type { EntryRecord, FixRow, RaceRecord } from '../events/index.ts'

/**
 * One message is one row of the table of the same name, as a JSON object whose fields are the columns. What has
 * parts (a race's waves, plan, pauses, gaps, rulings) is a text that holds JSON, since a column is flat.
 *
 *   topic    key                   value
 *   races    runId                 RaceRecord; waves, plan, pauses, gaps, rulings as JSON texts
 *   entries  runId:competitorId    EntryRecord
 *   parkrun  runId:competitorId    FixRow
 */
export interface Message {
  key: Buffer
  value: Buffer
}

const message = (key: string, value: object): Message => ({
  key: Buffer.from(key),
  value: Buffer.from(JSON.stringify(value)),
})

const keyOf = (runId: string, competitorId: number): string => `${runId}:${competitorId}`

/** Whether a key is that of a row of the race. */
export const isOfRace = (key: Buffer | null, runId: string): boolean =>
  key !== null && key.length > runId.length && key.toString('latin1', 0, runId.length + 1) === `${runId}:`

export function raceMessage(race: RaceRecord): Message {
  const { waves, plan, pauses, gaps, rulings } = race
  return message(race.runId, {
    ...race,
    waves: JSON.stringify(waves),
    plan: JSON.stringify(plan),
    pauses: JSON.stringify(pauses),
    gaps: JSON.stringify(gaps),
    ...(rulings && { rulings: JSON.stringify(rulings) }),
  })
}

export const entryMessage = (entry: EntryRecord): Message =>
  message(keyOf(entry.runId, entry.competitorId), entry)

export const fixMessage = (fix: FixRow): Message => message(keyOf(fix.runId, fix.competitorId), fix)

/** From the columns of `races`. Throws a TypeError for what is not a race's record. */
export function raceFromColumns(columns: Record<string, unknown>): RaceRecord {
  const parsed = (column: string) => JSON.parse(String(columns[column]))
  const race = {
    ...columns,
    waves: parsed('waves'),
    plan: parsed('plan'),
    pauses: parsed('pauses'),
    gaps: parsed('gaps'),
    ...(columns.rulings !== undefined && { rulings: parsed('rulings') }),
  }
  checkRace(race)
  return race
}

export const readRace = (value: Buffer): RaceRecord => raceFromColumns(JSON.parse(value.toString()))

export function readEntry(value: Buffer): EntryRecord {
  const entry: unknown = JSON.parse(value.toString())
  checkEntry(entry)
  return entry
}

export function readFix(value: Buffer): FixRow {
  const fix: unknown = JSON.parse(value.toString())
  checkFix(fix)
  return fix
}

/** Bytes that a message takes in a batch besides key and value, at most (record header, offsets, lengths). */
const OVERHEAD = 40

/**
 * Splits messages into runs of at most `maxBytes` each, in order: a broker refuses a whole batch that is over its
 * limit. A message that is over it alone is a run of its own.
 */
export function chunked(messages: readonly Message[], maxBytes: number): Message[][] {
  const chunks: Message[][] = []
  let size = Number.POSITIVE_INFINITY
  for (const each of messages) {
    const bytes = each.key.length + each.value.length + OVERHEAD
    if (size + bytes > maxBytes) {
      chunks.push([])
      size = 0
    }
    chunks.at(-1)!.push(each)
    size += bytes
  }
  return chunks
}
