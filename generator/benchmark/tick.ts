import type { Course } from '@racecast/courses'
import type { CreateRace } from '@racecast/pinot/events'
import { type EventSink, soleProducer } from '@racecast/pinot/ports'
import { createRacing } from '../race/racing.ts'

/** Acknowledges everything and keeps nothing but how much it was. */
export function nullSink(): EventSink & { rows: number } {
  return {
    rows: 0,
    async putRace() {},
    async putEntries() {},
    async putFixes(rows) {
      this.rows += rows.length
    },
    forget: async () => false,
    races: async () => [],
    entries: async () => [],
    newestFix: async () => null,
    lease: () => soleProducer,
    async close() {},
  }
}

export interface TickBenchmark {
  /** How long it took to make the race, ms. */
  createdInMs: number
  /** Publishes the next second of the race. */
  tick(): Promise<void>
  /** Rows published so far. */
  rows(): number
}

const GUN = 1_760_000_000_000
const silent = { info() {}, warn() {}, error() {} }

/**
 * A race that is published second by second as fast as `tick` is called, everything included but the sink; give
 * `sink` to include one.
 */
export async function tickBenchmark(
  course: Course,
  request: Omit<CreateRace, 'course'>,
  sink: EventSink & { rows?: number } = nullSink(),
): Promise<TickBenchmark> {
  let now = GUN
  const clock = { now: () => now, keepUpWith: () => 0, schedule: () => () => {} }
  const courses = { get: () => course, list: () => [course] }
  const racing = createRacing({ sink, courses }, { clock, log: silent })
  await racing.tick(now)
  const begun = performance.now()
  const { startTime } = await racing.create({ seed: 1, ...request, course: course.shortName })
  const createdInMs = performance.now() - begun
  now = startTime
  return {
    createdInMs,
    async tick() {
      await racing.tick(now)
      now += 1000
    },
    rows: () => sink.rows ?? 0,
  }
}
