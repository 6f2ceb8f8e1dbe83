import { type EntryRecord, type RaceRecord, raceTimeAt } from '@racecast/pinot/events'
import type { RaceInfo } from '../protocol/index.ts'
import type { LogDrafts, Unnumbered } from './log-drafts.ts'
import type { Memory } from './memory.ts'
import { raceInfoOf, statusesOf } from './race-info.ts'

export interface RecordChange {
  /** The race as viewers see it, or null where nothing of that changed. */
  info: RaceInfo | null
  memory: Pick<Memory, 'recordAt' | 'statuses' | 'gaps'>
  /** The log entry for an entry's changed standing. */
  standing(entry: EntryRecord): Unnumbered
}

/** What the newest record of a race changes: its status, and gaps that are over. */
export function foldRecord(
  held: RaceInfo,
  memory: Memory,
  race: RaceRecord,
  drafts: LogDrafts,
): RecordChange {
  const { recordAt, statuses, gaps } = memory
  const standing = ({ competitorId: id, standing, updatedAt }: EntryRecord): Unnumbered => ({
    ...{ kind: 'standing', t: sinceWhen(race, updatedAt), id, standing },
  })
  if (race.updatedAt <= recordAt) return { info: null, memory: { recordAt, statuses, gaps }, standing }

  const past = statusesOf(race)
  const news = past.slice(statuses)
  // A status that was taken back, a stopped race that goes on, leaves nothing new in its past.
  if (news.length === 0 && race.status !== held.status) {
    news.push({ status: race.status, t: raceTimeAt(race, race.updatedAt) })
  }
  for (const { status, t } of news) drafts.add(0, { kind: 'status', t, status })

  const known = new Set(gaps)
  for (const { from, to } of race.gaps) {
    if (to === null || known.has(from)) continue
    known.add(from)
    const [fromMs, toMs] = [raceTimeAt(race, from), raceTimeAt(race, to)]
    drafts.add(0, { kind: 'gap', t: fromMs, from: fromMs, to: toMs })
  }
  const info = raceInfoOf(race)
  return {
    info: JSON.stringify(info) === JSON.stringify(held) ? null : info,
    memory: { recordAt: race.updatedAt, statuses: past.length, gaps: [...known] },
    standing,
  }
}

/** Since when a standing holds, race ms. Who is disqualified afterwards is so at the end: the clock shows nothing later. */
function sinceWhen(race: RaceRecord, updatedAt: number): number {
  return raceTimeAt(race, Math.min(updatedAt, race.finishedAt ?? updatedAt))
}
