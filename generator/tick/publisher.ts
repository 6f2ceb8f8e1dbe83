import { type EntryRecord, isDeleted, type RaceRecord, raceTimeAt, wallTimeAt } from '@racecast/pinot/events'
import type { EventSink } from '@racecast/pinot/ports'
import type { Clock } from '../clock.ts'
import type { ActiveRace } from '../race/active-race.ts'
import { finished, isOver, planClock, started, withGap } from '../race/record.ts'
import type { Batch } from '../sources/row-source.ts'

/** A call to the sink holds about so many rows; one second of a larger field is not divided here. */
const BATCH_ROWS = 10_000
/** Rows this late are a gap, ms of race time: two ticks. */
const GAP_MS = 2000

export interface PublisherOptions {
  sink: EventSink
  clock: Clock
}

/**
 * Sends what a race has to say, in the order in which it happened, and moves on only on acknowledgement. Rejects
 * as the sink does; calling again then goes on where it was. One send at a time.
 */
export function createPublisher({ sink, clock }: PublisherOptions) {
  /** Sends the record; when nothing is known of a record, the last acknowledged one is due again. */
  async function putRecord(race: ActiveRace, next: RaceRecord): Promise<void> {
    race.stamp = Math.max(clock.now(), race.stamp + 1)
    const record = { ...next, updatedAt: race.stamp }
    race.unsure = true
    await sink.putRace(record)
    race.record = record
    race.unsure = false
  }

  async function putRetirements(race: ActiveRace, from: number, to: number): Promise<boolean> {
    const clockOf = planClock(race.record)
    const after = raceTimeAt(clockOf, from)
    const until = raceTimeAt(clockOf, to)
    const due = race.retirements.filter(({ atMs }) => atMs > after && atMs <= until)
    if (due.length === 0) return false
    const instants = new Map(due.map(({ competitorId, atMs }) => [competitorId, wallTimeAt(clockOf, atMs)]))
    const entries = (await sink.entries(race.record.runId)).flatMap((entry): EntryRecord[] => {
      const at = instants.get(entry.competitorId)
      if (at === undefined || entry.standing !== 'entered') return []
      return [{ ...entry, standing: 'DNF', updatedAt: Math.max(at, entry.updatedAt + 1) }]
    })
    if (entries.length > 0) await sink.putEntries(entries)
    return entries.length > 0
  }

  /** The record with the gap that it has by `until` (epoch ms), if rows are that late. */
  function withLateness(race: ActiveRace, record: RaceRecord, until: number): RaceRecord {
    const since = Math.max(race.source.acknowledged, record.startTime)
    if (until <= since || isOver(record)) return record
    const late = raceTimeAt(record, until) - raceTimeAt(record, since)
    return late > GAP_MS ? withGap(record, { from: since, to: until }) : record
  }

  async function send({ source }: ActiveRace, batch: Batch): Promise<void> {
    if (batch.rows.length > 0) {
      const publishedAt = clock.now()
      for (const row of batch.rows) row.publishedAt = publishedAt
      await sink.putFixes(batch.rows)
    }
    source.acknowledge(batch)
  }

  /**
   * Sends what must not be missing of a race that ends after the second `now`, in one call however far behind it is;
   * resolves to the record with what was left out declared as a gap, which is the caller's to send.
   */
  async function putLast(race: ActiveRace, now: number): Promise<RaceRecord> {
    const record = withLateness(race, race.record, now)
    await putRetirements(race, race.source.acknowledged, now)
    const batch = race.source.takeLast(now)
    if (batch) await send(race, batch)
    return record
  }

  /**
   * Publishes everything of a race up to the second `now` (epoch ms), and yields between two sends: a command may
   * come in there, since all that it changes lies after `now`.
   */
  async function* publishing(race: ActiveRace, now: number): AsyncGenerator<void> {
    const { source } = race
    if (isDeleted(race.record)) return
    let next = race.record
    if (next.status === 'scheduled' && now >= next.startTime) next = started(next)
    const until = Math.min(now, next.finishedAt ?? now)
    next = withLateness(race, next, until)
    const retired = await putRetirements(race, source.acknowledged, until)
    if (next !== race.record || retired || race.unsure) await putRecord(race, next)

    for (let batch = source.take(now, BATCH_ROWS); batch; batch = source.take(now, BATCH_ROWS)) {
      await send(race, batch)
      yield
    }

    if (source.exhausted && !isOver(race.record)) {
      const last = race.plans.reduce((end, { endMs }) => Math.max(end, endMs), 0)
      await putRecord(race, finished(race.record, wallTimeAt(planClock(race.record), last)))
    }
  }

  /** As of when records were sent that may be stored without an answer, by runId: what is sent later is newer. */
  const unsure = new Map<string, number>()

  /** Sends a changed record of a race that no rows come of; resolves to it as it was sent. */
  async function putSettled(next: RaceRecord): Promise<RaceRecord> {
    const before = Math.max(next.updatedAt, unsure.get(next.runId) ?? 0)
    const record = { ...next, updatedAt: Math.max(clock.now(), before + 1) }
    unsure.set(next.runId, record.updatedAt)
    await sink.putRace(record)
    unsure.delete(next.runId)
    return record
  }

  return { publishing, putLast, putRecord, putSettled }
}
