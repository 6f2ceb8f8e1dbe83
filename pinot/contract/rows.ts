import { randomUUID } from 'node:crypto'
import { type EntryRecord, eventIdOf, type FixRow, type RaceRecord } from '../events/index.ts'

/** A gun time for tests: nothing depends on the wall clock. */
export const GUN = 1_760_000_000_000

export function raceRecord(changes: Partial<RaceRecord> = {}): RaceRecord {
  const runId = changes.runId ?? randomUUID()
  return {
    runId,
    slug: `race-${runId.slice(0, 8)}`,
    name: 'Crystal Palace parkrun',
    course: 'crystal-palace',
    courseHash: '0123456789abcdef',
    kind: 'simulated',
    status: 'started',
    startTime: GUN,
    waves: [],
    fixIntervalS: 1,
    playoutDelayMs: 2000,
    offCourseM: 25,
    plan: null,
    seed: 7,
    planVersion: 1,
    pauses: [],
    gaps: [],
    finishedAt: null,
    updatedAt: GUN,
    ...changes,
  }
}

export function entryRecord(
  runId: string,
  competitorId: number,
  changes: Partial<EntryRecord> = {},
): EntryRecord {
  return {
    runId,
    competitorId,
    bib: String(competitorId),
    name: 'Ada Runner',
    club: '',
    category: 'SW',
    wave: '',
    role: 'competitor',
    anonymous: false,
    standing: 'entered',
    updatedAt: GUN,
    ...changes,
  }
}

/** The fix of a competitor at `raceMs` after the gun; its distance follows from the time, so each differs. */
export function fixRow(
  runId: string,
  competitorId: number,
  raceMs: number,
  changes: Partial<FixRow> = {},
): FixRow {
  const timestamp = GUN + raceMs
  return {
    runId,
    eventId: eventIdOf(runId, competitorId, timestamp),
    competitorId,
    rawTime: Math.floor(raceMs / 1000),
    raceTimeMs: raceMs,
    timestamp,
    publishedAt: timestamp + 3,
    lat: 51.42 + competitorId / 1e6,
    lon: -0.0712345,
    distance: Math.max(0, raceMs) / 300,
    course: 'crystal-palace',
    source: 'simulated',
    accuracy: 0,
    flags: 0,
    ...changes,
  }
}
