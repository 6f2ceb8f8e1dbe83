import { byNewestGun, type EntryRecord, type FixRow, type RaceRecord } from '../events/index.ts'
import type { HistoryWindow } from '../ports/index.ts'
import type { Names } from '../tables/names.ts'
import type { Ask } from './query.ts'
import {
  ENTRY_COLUMNS,
  entryFrom,
  FIX_COLUMNS,
  fixFrom,
  newestOfEach,
  newestRecords,
  RACE_COLUMNS,
  raceFrom,
  withoutRepeats,
} from './rows.ts'
import { text, WITH_HISTORY, whole, wholes } from './sql.ts'

const RACES = 100_000
/** A race has up to 100,000 competitors. */
const COMPETITORS = 200_000
const HISTORY = 2_000_000
/** A longer list costs the broker more to parse than the rows that it keeps away. */
const LISTED = 1000

/** @param unreadable told of a record that is none, once while it stays so: it is left out, and the others are not held up */
export function createQueries(ask: Ask, names: Names, unreadable: (error: Error) => void = () => {}) {
  /** What was told, by runId. */
  const told = new Map<unknown, string>()

  function readable(cells: readonly unknown[]): RaceRecord[] {
    const [runId] = cells
    try {
      const race = raceFrom(cells)
      told.delete(runId)
      return [race]
    } catch (error) {
      const { message } = error as Error
      if (told.get(runId) !== message) unreadable(error as Error)
      told.set(runId, message)
      return []
    }
  }

  async function fixes(runId: string, where: string, limit: number, option?: string): Promise<FixRow[]> {
    const sql = `SELECT ${FIX_COLUMNS} FROM ${names.parkrun} WHERE runId = ${text(runId)} ${where}`
    return (await ask(sql, limit, option)).map((cells) => fixFrom(runId, cells))
  }

  return {
    async races(): Promise<RaceRecord[]> {
      const rows = await ask(`SELECT ${RACE_COLUMNS} FROM ${names.races}`, RACES)
      return newestRecords(rows.flatMap(readable), ({ runId }) => runId).sort(byNewestGun)
    },

    async entries(runId: string): Promise<EntryRecord[]> {
      const sql = `SELECT ${ENTRY_COLUMNS} FROM ${names.entries} WHERE runId = ${text(runId)}`
      const entries = (await ask(sql, COMPETITORS)).map((cells) => entryFrom(runId, cells))
      return newestRecords(entries, ({ competitorId }) => competitorId).sort(
        (a, b) => a.competitorId - b.competitorId,
      )
    },

    /** The current rows, by competitorId; those up to `at` (epoch ms) if it is given. */
    async current(runId: string, at?: number): Promise<FixRow[]> {
      const where = at === undefined ? '' : `AND "timestamp" <= ${whole(at)}`
      return newestOfEach(await fixes(runId, where, COMPETITORS))
    },

    async history({ runId, from, to, competitorIds }: HistoryWindow): Promise<FixRow[]> {
      if (competitorIds?.length === 0) return []
      const wanted = competitorIds && new Set(competitorIds)
      const listed = wanted && wanted.size <= LISTED ? `AND competitorId IN (${wholes(wanted)})` : ''
      const where = `AND "timestamp" > ${whole(from)} AND "timestamp" <= ${whole(to)} ${listed}`
      const rows = await fixes(runId, where, HISTORY, WITH_HISTORY)
      return withoutRepeats(wanted ? rows.filter((row) => wanted.has(row.competitorId)) : rows)
    },

    /** When each competitor's newest fix up to `at` was measured. */
    async newestTimes(runId: string, at: number): Promise<Map<number, number>> {
      const sql = `SELECT competitorId, MAX("timestamp") FROM ${names.parkrun}
        WHERE runId = ${text(runId)} AND "timestamp" <= ${whole(at)} GROUP BY competitorId`
      const rows = await ask(sql, COMPETITORS, WITH_HISTORY)
      return new Map(rows.map(([competitorId, newest]) => [Number(competitorId), Number(newest)]))
    },

    /** The rows of these competitors at any of their times; more than those may come back. */
    async atTimes(runId: string, times: ReadonlyMap<number, number>): Promise<FixRow[]> {
      const found: FixRow[] = []
      const all = [...times]
      for (let i = 0; i < all.length; i += LISTED) {
        const part = all.slice(i, i + LISTED)
        const ids = wholes(part.map(([competitorId]) => competitorId))
        const at = wholes(new Set(part.map(([, timestamp]) => timestamp)))
        const where = `AND competitorId IN (${ids}) AND "timestamp" IN (${at})`
        found.push(...(await fixes(runId, where, HISTORY, WITH_HISTORY)))
      }
      return found
    },

    async extent(runId: string): Promise<{ oldest: number; newest: number } | null> {
      const sql = `SELECT MIN("timestamp"), MAX("timestamp"), COUNT(*) FROM ${names.parkrun}
        WHERE runId = ${text(runId)}`
      const [row] = await ask(sql, 2, WITH_HISTORY)
      return !row || row[2] === 0 ? null : { oldest: Number(row[0]), newest: Number(row[1]) }
    },
  }
}
export type Queries = ReturnType<typeof createQueries>
