import { LonLat } from '@racecast/courses'
import { EntryRecord, RaceRecord, Standing } from '@racecast/pinot/events'
import type { TSchema } from 'typebox'
import {
  Board,
  BoardLine,
  Every,
  Facts,
  FrontPassage,
  Lag,
  LogEntry,
  Position,
  RaceInfo,
  RosterEntry,
  SnapshotReason,
  Topic,
} from '../protocol/index.ts'
import { RaceSummary } from '../rest/race/race-summary.ts'

/** What occurs in many places stands once, under these names. */
const named: Readonly<Record<string, TSchema>> = {
  ...{ Position, LogEntry, RaceInfo, RosterEntry, Facts, FrontPassage, Lag, SnapshotReason, Topic, Every },
  ...{ Board, BoardLine, RaceSummary, Standing, LonLat },
  Role: EntryRecord.properties.role,
  RaceStatus: RaceRecord.properties.status,
}
const nameOf = new Map(Object.entries(named).map(([name, schema]) => [JSON.stringify(schema), name]))

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/**
 * Schemas as a document has them: with references to what has a name, and with each name's schema once.
 * @param dialect how a tuple is written: `items` (draft 7), or `prefixItems` (2020-12)
 */
export function documented(dialect: 'draft-07' | '2020-12') {
  const used = new Map<string, Json>()

  function reference(schema: TSchema): Json {
    return convert(JSON.parse(JSON.stringify(schema)), false)
  }

  function convert(value: Json, isOwn: boolean): Json {
    if (Array.isArray(value)) return value.map((element) => convert(element, false))
    if (value === null || typeof value !== 'object') return value
    const name = isOwn ? undefined : nameOf.get(JSON.stringify(value))
    if (name) {
      if (!used.has(name)) {
        used.set(name, null)
        used.set(name, convert(value, true))
      }
      return { $ref: `#/components/schemas/${name}` }
    }
    const { items, additionalItems, variable: _, ...rest } = value
    const converted = Object.fromEntries(
      Object.entries(rest).map(([key, part]) => [key, convert(part, false)]),
    )
    if (items === undefined) return converted
    if (!Array.isArray(items)) return { ...converted, items: convert(items, false) }
    const tuple = convert(items, false)
    return dialect === '2020-12'
      ? { ...converted, prefixItems: tuple, items: false }
      : { ...converted, items: tuple, additionalItems: additionalItems ?? false }
  }

  return {
    reference,
    /** What was referred to, by name. */
    schemas: (): Json => Object.fromEntries([...used].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}
