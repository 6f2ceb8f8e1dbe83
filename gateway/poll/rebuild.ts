import type { EntryRecord, FixRow, RaceRecord } from '@racecast/pinot/events'
import { StoreUnavailable } from '@racecast/pinot/ports'
import type { Clock } from '../clock.ts'
import { isRanked, type LogEntry } from '../protocol/index.ts'
import { newEpoch } from '../race/epoch.ts'
import { fold } from '../race/fold.ts'
import type { Ground } from '../race/marks.ts'
import { newMemory } from '../race/memory.ts'
import { newPassages } from '../race/passages.ts'
import { batchesOf, windowMsFor } from './catch-up.ts'
import type { Live } from './checkpoint.ts'
import type { RaceReader } from './race-reader.ts'

export interface Rebuilt {
  live: Live
  log: LogEntry[]
}

/** What was published while that took longer is worked out before anybody sees it, ms. */
const behindMs = 5000
/** Rows may become visible so late, ms. */
const overlapMs = 10_000
/** When what cannot be read is asked for again, ms: one query in thousands is not to cost all that is worked out. */
const againAfterMs = [1000, 2000, 4000, 8000]

const noneOverdue = async (): Promise<FixRow[]> => []

/**
 * Works a race out from its history, window by window, so that memory holds one window of rows and never all. Rejects where the
 * first window cannot be read, or another one for longer.
 *
 * @param progress told after each window how much is done, 0 to 1
 */
export async function rebuild(
  reader: RaceReader,
  race: RaceRecord,
  entries: readonly EntryRecord[],
  ground: Ground,
  epoch: number,
  clock: Clock,
  progress: (done: number) => void,
): Promise<Rebuilt> {
  const state = newEpoch(race, entries, epoch)
  const log: LogEntry[] = []
  const out = entries.filter((entry) => !isRanked(entry)).map(({ competitorId }) => competitorId)
  let memory = newMemory(ground.line.course.hash, newPassages(out))
  const windowMs = windowMsFor(entries.length, race.fixIntervalS)
  const pollStart = clock.now()
  let isBegun = false
  async function patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (let again = 0; ; again++) {
      try {
        return await ask()
      } catch (error) {
        const wait = againAfterMs[again]
        if (!isBegun || wait === undefined || reader.isClosed || !(error instanceof StoreUnavailable))
          throw error
        await new Promise<void>((done) => clock.schedule(wait, done))
      }
    }
  }
  const history = (from: number, to: number) => patiently(() => reader.history(from, to))
  async function take(window: { from: number; to: number } | null): Promise<void> {
    const missing = { window, overdue: null }
    for await (const { rows, done } of batchesOf({ history, overdue: noneOverdue }, missing, [], windowMs)) {
      const now = clock.now()
      const lag = { pollStart, pollEnd: now, sentAt: now }
      const folded = fold(state, memory, ground, { race, entries, rows, lag })
      if (folded) {
        state.apply(folded.delta)
        for (const entry of folded.delta.log) log.push(entry)
        memory = folded.memory
      }
      isBegun = true
      progress(done)
    }
  }
  for (let known: number | null = null; ; ) {
    const begunAt = clock.elapsed()
    const extent = race.status === 'scheduled' ? null : await patiently(() => reader.extent())
    const from = known === null ? extent && extent.oldest - 1 : known - overlapMs
    await take(extent && from !== null ? { from, to: extent.newest } : null)
    known = extent?.newest ?? null
    if (known === null || clock.elapsed() - begunAt <= behindMs) break
  }
  return { live: { state, memory }, log }
}
