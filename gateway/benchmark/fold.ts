import type { Course } from '@racecast/courses'
import { CourseLine } from '@racecast/courses/line'
import type { EntryRecord, FixRow, RaceRecord } from '@racecast/pinot/events'
import { newEpoch } from '../race/epoch.ts'
import { fold } from '../race/fold.ts'
import { groundOf } from '../race/marks.ts'
import { newMemory } from '../race/memory.ts'
import { newPassages } from '../race/passages.ts'

/**
 * A race's fold on its own, for benchmarks: each call folds what a poll found, advances the state by it and encodes
 * it, as the poller does for each tick. Answers with the length of the frame in bytes.
 */
export function foldBenchmark(race: RaceRecord, entries: readonly EntryRecord[], course: Course) {
  const state = newEpoch(race, entries, 1)
  const ground = groundOf(new CourseLine(course))
  let memory = newMemory(course.hash, newPassages())
  return (rows: readonly FixRow[]): number => {
    const lag = { pollStart: 0, pollEnd: 0, sentAt: 0 }
    const folded = fold(state, memory, ground, { race, entries: null, rows, lag })
    if (!folded) return 0
    memory = folded.memory
    state.apply(folded.delta)
    return Buffer.byteLength(JSON.stringify(folded.delta))
  }
}
