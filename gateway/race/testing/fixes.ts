import { CourseLine } from '@racecast/courses/line'
import type { EntryRecord, FixRow, RaceRecord } from '@racecast/pinot/events'
import { straightCourse } from '../../fixtures/course.ts'
import type { LogEntry, RaceState } from '../../protocol/index.ts'
import { newEpoch } from '../epoch.ts'
import { type Findings, fold } from '../fold.ts'
import { groundOf } from '../marks.ts'
import { type Memory, newMemory } from '../memory.ts'
import { newPassages } from '../passages.ts'

export const gun = 1_760_000_000_000
export const runId = '3f0e2f5c-5d3c-4a57-9f0e-0f1a2b3c4d5e'
export const course = straightCourse
export const ground = groundOf(new CourseLine(course))

export function raceRecord(changes: Partial<RaceRecord> = {}): RaceRecord {
  return {
    ...{ runId, slug: 'straight-1', name: 'Straight 1', course: course.shortName, courseHash: course.hash },
    ...{ kind: 'simulated', status: 'started', startTime: gun, waves: [], fixIntervalS: 1 },
    ...{ playoutDelayMs: 2000, offCourseM: 25, plan: null, seed: 7, planVersion: 1, pauses: [], gaps: [] },
    ...{ finishedAt: null, updatedAt: gun, ...changes },
  }
}

export function entryRecord(competitorId: number, changes: Partial<EntryRecord> = {}): EntryRecord {
  return {
    ...{
      runId,
      competitorId,
      bib: String(100 + competitorId),
      name: `Runner ${competitorId}`,
      club: 'Harriers',
    },
    ...{
      category: 'SW',
      wave: '',
      role: 'competitor',
      anonymous: false,
      standing: 'entered',
      updatedAt: gun,
    },
    ...changes,
  }
}

/** The fix of somebody at a race time in s, so many metres from the start and on the line. */
export function fix(
  competitorId: number,
  seconds: number,
  metres: number,
  changes: Partial<FixRow> = {},
): FixRow {
  const raceTimeMs = Math.round(seconds * 1000)
  const timestamp = gun + raceTimeMs
  const [lon, lat] = ground.line.pointAt(metres * 100)
  return {
    ...{
      runId,
      eventId: `${runId}:${competitorId}:${timestamp}`,
      competitorId,
      raceTimeMs,
      timestamp,
      lon,
      lat,
    },
    ...{
      rawTime: Math.floor(seconds),
      publishedAt: timestamp + 3,
      distance: metres,
      course: course.shortName,
    },
    ...{ source: 'simulated', accuracy: 0, flags: 0, ...changes },
  }
}

export const finishFix = (id: number, seconds: number) => fix(id, seconds, course.officialM, { flags: 1 })

/** A race that is folded batch by batch, and everything that came of it. */
export class FoldedRace {
  state: RaceState
  memory: Memory = newMemory(course.hash, newPassages())
  log: LogEntry[] = []
  deltas: NonNullable<ReturnType<typeof fold>>['delta'][] = []
  race: RaceRecord
  entries: EntryRecord[]

  constructor(entries = [1, 2, 3].map((id) => entryRecord(id)), race = raceRecord()) {
    this.race = race
    this.entries = entries
    this.state = newEpoch(race, entries, gun)
  }

  /** Folds one poll's findings; null if nothing changed. */
  take(rows: readonly FixRow[], more: Partial<Findings> = {}) {
    const lag = { pollStart: gun, pollEnd: gun, sentAt: gun }
    const findings = { race: this.race, entries: this.entries, rows, lag, ...more }
    const folded = fold(this.state, this.memory, ground, findings)
    if (!folded) return null
    this.state.apply(folded.delta)
    this.memory = folded.memory
    this.log.push(...folded.delta.log)
    this.deltas.push(folded.delta)
    return folded.delta
  }

  positionOf(id: number) {
    return this.state.entities.position(this.state.entities.slots.get(id)!)
  }

  /** What the log says of one competitor, as `kind@ms`. */
  storyOf(id: number): string[] {
    return this.log.filter((entry) => 'id' in entry && entry.id === id).map(({ kind, t }) => `${kind}@${t}`)
  }
}
