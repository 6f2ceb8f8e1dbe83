import type { Course } from '@racecast/courses'
import { CourseLine } from '@racecast/courses/line'
import type { EntryRecord, FixRow } from '@racecast/pinot/events'
import { newEpoch } from '../../race/epoch.ts'
import { fold } from '../../race/fold.ts'
import { groundOf } from '../../race/marks.ts'
import { newMemory } from '../../race/memory.ts'
import { entryRecord, gun, raceRecord } from '../../race/testing/fixes.ts'
import type { Delta, RaceState } from '../index.ts'

export interface TraceOptions {
  competitors: number
  seed?: number
  /** GPS error along the course, one sigma, m: another at each fix. */
  noiseM?: number
}

/** Speeds vary by 5 %, one sigma, with a correlation time of 20 s: an Ornstein-Uhlenbeck process. */
const sigma = 0.05
const correlationS = 20
/** One in ten stops somewhere, for 10 to 60 s. */
const stoppingRatio = 0.1

/** A 10 km line to the east with a fence of 100 m: long enough that nobody finishes within the measurement. */
const course: Course = {
  ...{ shortName: 'trace', longName: 'Trace', officialM: 10_000, geodesicM: 10_000, laps: 1 },
  line: [
    [0, 51],
    [0.1425, 51],
  ],
  vertexCm: [0, 1_000_000],
  lengthCm: 1_000_000,
  start: [0, 51],
  finish: [0.1425, 51],
  fence: null,
  fenceIntervals: [{ fromCm: 90_000, toCm: 100_000 }],
  hash: '0123456789abcdef',
}

/**
 * A race as trackers see it, through the real fold: everybody starts at the gun and sends a fix each second. Seeded:
 * the same options make the same bytes. Each call of `tick` is a second, which the state has taken in when it returns.
 */
export function trace({ competitors, seed = 1, noiseM = 0 }: TraceOptions) {
  const random = uniform(seed)
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const line = new CourseLine(course)
  const ground = groundOf(line)
  const race = raceRecord({
    slug: 'trace-1',
    name: 'Trace 1',
    course: course.shortName,
    courseHash: course.hash,
    seed,
  })
  const entries = Array.from({ length: competitors }, (_, i) => traceEntry(i + 1))
  const state: RaceState = newEpoch(race, entries, gun)
  const runners = entries.map(({ competitorId }) => ({
    id: competitorId,
    metres: 0,
    /** m/s on average: 4 to 8 min/km. */
    pace: 1000 / (240 + 240 * random()),
    variation: sigma * gauss(),
    stopsAt: random() < stoppingRatio ? 30 + Math.floor(600 * random()) : Number.POSITIVE_INFINITY,
    stopsFor: 10 + Math.floor(50 * random()),
  }))
  let memory = newMemory(course.hash)
  let seconds = 0
  const keep = Math.exp(-1 / correlationS)

  function rowOf(runner: (typeof runners)[number]): FixRow {
    const stands = seconds >= runner.stopsAt && seconds < runner.stopsAt + runner.stopsFor
    if (seconds > 0 && !stands) runner.metres += runner.pace * (1 + runner.variation)
    runner.variation = runner.variation * keep + sigma * Math.sqrt(1 - keep * keep) * gauss()
    const distance = Math.max(0, runner.metres + (seconds === 0 ? 0 : noiseM * gauss()))
    const [lon, lat] = line.pointAt(Math.min(course.lengthCm, distance * 100))
    const timestamp = gun + seconds * 1000
    return {
      ...{ runId: race.runId, eventId: '', competitorId: runner.id, rawTime: seconds },
      ...{ raceTimeMs: seconds * 1000, timestamp, publishedAt: timestamp + 12, lat, lon, distance },
      ...{ course: course.shortName, source: 'simulated', accuracy: noiseM, flags: 0 },
    }
  }

  return {
    state,
    tick(): Delta {
      const at = gun + seconds * 1000
      const lag = { pollStart: at + 40, pollEnd: at + 52, sentAt: at + 60 }
      const folded = fold(state, memory, ground, { race, entries: null, rows: runners.map(rowOf), lag })
      if (!folded) throw new Error(`nothing changed in second ${seconds} of the trace`)
      seconds++
      memory = folded.memory
      state.apply(folded.delta)
      return folded.delta
    },
  }
}

/** mulberry32 (Tommy Ettinger, public domain). */
export function uniform(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** As different from another as names and clubs are: the roster's bytes count. */
function traceEntry(id: number): EntryRecord {
  const club = id % 2 ? 'Harriers' : ''
  return entryRecord(id, { bib: String(id), name: `Runner Number ${id}`, club, category: 'SW35' })
}
