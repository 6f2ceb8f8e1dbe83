import type { Bus } from '../bus/bus.ts'
import { type LogEntry, RaceState } from '../protocol/index.ts'
import type { Live } from './checkpoint.ts'

/** How many entries of the log are read at once. */
const page = 10_000

/** The same race at the beginning of another epoch: what was published after the checkpoint is contradicted by it. */
export async function renewEpoch(
  { state, memory }: Live,
  epoch: number,
  bus: Bus,
): Promise<{ live: Live; log: LogEntry[] }> {
  const log: LogEntry[] = []
  for (;;) {
    const entries = await bus.log(state.race.runId, log.length + 1, page)
    for (const entry of entries) log.push(entry)
    if (entries.length < page) break
  }
  const keyframe = { ...state.snapshot('epoch'), epoch, seq: 0 }
  return { live: { state: new RaceState(keyframe), memory }, log }
}
