import type { CourseLine } from '@racecast/courses/line'
import { type EntryRecord, FixFlag, type FixRow, type RaceRecord } from '@racecast/pinot/events'
import { cast, moments, type Part } from './cast.ts'

export const testRunId = '7e577e57-0000-4000-8000-000000000001'
export const testSlug = 'test'
/** So far beside the course is who wanders off, degrees of latitude: some 55 m. */
const beside = 0.0005

/**
 * What is known of the test race `s` seconds after its lap began at `start`, epoch ms. @param corrected whether the gun
 * has been corrected
 */
export function recordAt(line: CourseLine, start: number, s: number, corrected: boolean): RaceRecord {
  const { gun, wrongGun, over, official } = moments
  const isGun = s >= wrongGun
  const status = s >= official ? 'official' : s >= over ? 'finished' : isGun ? 'started' : 'scheduled'
  const changed = [official, over, wrongGun, 0].find((at) => s >= at)!
  return {
    ...{ runId: testRunId, slug: testSlug, name: 'TEST RACE, nobody runs', course: line.course.shortName },
    // As if it were measured: a simulated race knows no finish that is taken back.
    ...{ courseHash: line.course.hash, kind: 'live', status, waves: [], fixIntervalS: 1, offCourseM: 25 },
    ...{ startTime: start + (corrected ? gun : wrongGun) * 1000, playoutDelayMs: 2000, pauses: [], gaps: [] },
    finishedAt: s >= over ? start + over * 1000 : null,
    ...{ plan: null, seed: 1, planVersion: 1, updatedAt: start + changed * 1000 },
  }
}

export function entriesAt(start: number, s: number): EntryRecord[] {
  return cast.filter(({ entersAt = 0 }) => s >= entersAt).map((part) => entryAt(part, start, s))
}

function entryAt(part: Part, start: number, s: number): EntryRecord {
  const { id: competitorId, bib, name, club, role = 'competitor', standing, anonymousFrom } = part
  const out = standing && s >= standing.from
  const anonymous = anonymousFrom !== undefined && s >= anonymousFrom
  const changed = Math.max(out ? standing.from : 0, anonymous ? anonymousFrom : 0)
  return {
    ...{ runId: testRunId, competitorId, bib, name, club, category: 'Open', wave: '', role, anonymous },
    ...{ standing: out ? standing.is : 'entered', updatedAt: start + changed * 1000 },
  }
}

/** How far somebody is at `s`, m from the start; past the finish too. */
function distanceAt({ speed, phase, stands }: Part, s: number): number {
  const run = (seconds: number) =>
    speed * (seconds + 0.5 * Math.sin(seconds / 9 + phase) - 0.5 * Math.sin(phase))
  const m = run(Math.max(0, s - moments.gun))
  if (!stands || m <= stands.at) return m
  if (stands.forS === undefined) return stands.at
  return Math.max(stands.at, run(Math.max(0, s - moments.gun - stands.forS)))
}

/** When somebody crosses the finish, whole ms after the beginning of the lap; null for who never does. */
function finishMs(part: Part, lengthM: number): number | null {
  let [before, after]: [number, number] = [0, moments.lap]
  if (distanceAt(part, after) < lengthM) return null
  while (after - before > 0.0001) {
    const middle = (before + after) / 2
    if (distanceAt(part, middle) < lengthM) before = middle
    else after = middle
  }
  return Math.round(after * 1000)
}

/** The fixes that come in the second `s`: where everybody is just then, and the exact instants of new finishes. */
export function rowsAt(line: CourseLine, start: number, s: number): FixRow[] {
  return cast.flatMap((part) => {
    const { entersAt = 0, silent, standing, finishCorrectedAfter = 0 } = part
    if (s < entersAt || standing?.is === 'DNS') return []
    if (standing?.is === 'DNF' && s >= standing.from) return []
    if (silent && s >= silent[0] && s < silent[1]) return []
    const finish = finishMs(part, line.lengthCm / 100)
    if (finish === null || finish > s * 1000) return [rowOf(part, line, start, s * 1000, distanceAt(part, s))]
    const firstSeen = Math.ceil(finish / 1000)
    if (s === firstSeen + finishCorrectedAfter) return [finishRow(part, line, start, finish)]
    return s === firstSeen ? [rowOf(part, line, start, s * 1000, line.lengthCm / 100)] : []
  })
}

function finishRow(part: Part, line: CourseLine, start: number, ms: number): FixRow {
  return { ...rowOf(part, line, start, ms, line.lengthCm / 100), flags: FixFlag.finish, source: 'chip' }
}

function rowOf(part: Part, line: CourseLine, start: number, ms: number, distance: number): FixRow {
  const { id: competitorId, away } = part
  const timestamp = start + ms
  const [lon, lat] = line.pointAt(Math.min(Math.round(distance * 100), line.lengthCm))
  const isAway = away && ms >= away[0] * 1000 && ms < away[1] * 1000
  return {
    ...{ runId: testRunId, eventId: `${testRunId}:${competitorId}:${timestamp}`, competitorId },
    ...{ timestamp, publishedAt: timestamp + 4, raceTimeMs: ms - moments.gun * 1000 },
    ...{ rawTime: Math.floor(ms / 1000) - moments.gun, lon, lat: isAway ? lat + beside : lat },
    ...{ distance, course: line.course.shortName, source: 'gps', accuracy: 0, flags: 0 },
  }
}
