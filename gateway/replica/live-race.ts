import type { CourseLine } from '@racecast/courses/line'
import type { Frame } from '../bus/bus.ts'
import type { LastingWatch, LogEntry, Playout, RaceInfo, RaceState, Snapshot } from '../protocol/index.ts'

/** A race as this gateway serves it: the state that the bus carried here, whoever polls it. */
export interface LiveRace {
  readonly info: RaceInfo
  /** Whether a key is needed to see it. */
  readonly isPrivate: boolean
  readonly line: CourseLine
  /** Null until the first snapshot has come over the bus (a race that has just been made). */
  readonly state: RaceState | null
  /** The last 64 fixes of everybody: where each was at any moment of the last minute. */
  readonly playout: Playout | null
  /** Since when what may need a person lasts, as far as this gateway has seen; null without a state, and of a race that was over
   * when it was first seen. */
  readonly lasting: LastingWatch | null
  /** Called after `state` has been advanced by a frame, or replaced by a new epoch's snapshot. */
  onUpdate(listener: (update: Frame | Snapshot) => void): () => void
  /** Since when the store of the race does not answer, epoch ms; null while it does. */
  readonly storeDownSince: number | null
  /** Called when `storeDownSince` has changed. */
  onHealth(listener: () => void): () => void
  /** The whole log from entry `from` on, at most `limit`, oldest first. */
  log(from: number, limit: number): Promise<LogEntry[]>
}

/** All races that the store knows. */
export interface LiveRaces {
  /** Live ones first, then by gun time, newest first. */
  list(): LiveRace[]
  /** By runId or slug. */
  get(race: string): LiveRace | undefined
  /** Reads the store's list of races now, for a caller that knows of a change; resolves when it is taken in. */
  refresh(): Promise<void>
  /**
   * Told the runId of a race that was deleted: it is in no list any more. Of one that was deleted while this gateway was away
   * with its first list.
   */
  onGone(listener: (runId: string) => void): () => void
  /** Told the runId of a race that was public and is private now. */
  onPrivate(listener: (runId: string) => void): () => void
  /** Since when the store does not tell its list of races, epoch ms, whichever gateway asks; null while it does. */
  readonly listDownSince: number | null
  /** Where polling stands, for health and metrics. */
  status(): PollStatus[]
}

export interface PollStatus {
  runId: string
  polling: boolean
  /** Consecutive failures of the store, and the last one's message. */
  failures: number
  error: string | null
  /** Since when the store has not answered, epoch ms, whoever asks it; null while it does. */
  downSince: number | null
  /** How long after its measurement a tick is asked for, as learnt, ms; null where the store tells of changes. */
  cadenceMs: number | null
  /** Epoch ms, by the clock as it is set now. */
  lastPollAt: number | null
  queries: number
  /** While the race is worked out again from its history: how much of that is done, 0 to 1. */
  rebuilt?: number
  /** While something that was corrected is worked out beside what goes on: since when (epoch ms), how far, and how often that has failed. */
  correction?: { since: number; done: number; failures: number; error: string | null }
}
