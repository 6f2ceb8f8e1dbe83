import type { EntryRecord, RaceRecord } from '@racecast/pinot/events'
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

/**
 * Works a race out from its history, window by window, so that memory holds one window of rows and never all.
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
): Promise<{ live: Live; log: LogEntry[] }> {
  const state = newEpoch(race, entries, epoch)
  const log: LogEntry[] = []
  const out = entries.filter((entry) => !isRanked(entry)).map(({ competitorId }) => competitorId)
  let memory = newMemory(ground.line.course.hash, newPassages(out))
  const extent = race.status === 'scheduled' ? null : await reader.extent()
  const window = extent ? { from: extent.oldest - 1, to: extent.newest } : null
  const windowMs = windowMsFor(entries.length, race.fixIntervalS)
  const pollStart = clock.now()
  for await (const { rows, done } of batchesOf(reader, { window, overdue: null }, [], windowMs)) {
    const now = clock.now()
    const lag = { pollStart, pollEnd: now, sentAt: now }
    const folded = fold(state, memory, ground, { race, entries, rows, lag })
    if (folded) {
      state.apply(folded.delta)
      for (const entry of folded.delta.log) log.push(entry)
      memory = folded.memory
    }
    progress(done)
  }
  return { live: { state, memory }, log }
}
