import type { EntryRecord, RaceRecord } from '@racecast/pinot/events'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { BackOff } from '../protocol/client/back-off.ts'
import { isRanked } from '../protocol/index.ts'
import { isContradicted } from '../race/race-info.ts'
import { rosterEntryOf } from '../race/roster.ts'
import type { Live } from './checkpoint.ts'
import { isWorthALine } from './poll-loop.ts'
import type { RaceReader } from './race-reader.ts'
import type { Rebuilt } from './rebuild.ts'

/** So long the round that begins it waits for a small race to be worked out, ms: longer, and those who watch would notice. */
const patienceMs = 300
/** How often is looked whether it is done where nothing else makes a round, ms: each costs a query that it could use. */
const lookEveryMs = 1000
/** What is waited after a failure, at most: the history of a large race is thousands of queries, ms. */
const retry = { firstMs: 5000, longestMs: 120_000 }

export interface RenewalOptions {
  reader: RaceReader
  clock: Clock
  log: Log
  random: () => number
}

/** A correction that nobody sees yet. */
export interface Waiting {
  /** Since when it waits, by `elapsed`. */
  since: number
  /** How much is worked out, 0 to 1. */
  done: number
  /** How often that has failed, and how the last time; null where it has not. */
  failures: number
  error: string | null
}

interface Attempt {
  /** The record that it is made of. */
  of: RaceRecord
  reader: RaceReader
  begunAt: number
  work: Promise<void>
  outcome: { built: Rebuilt } | { error: unknown } | null
}

/**
 * A race that is worked out anew, since something was corrected, while its old epoch goes on: of ten thousand runners that takes
 * minutes, in which nobody else's screen may stand still; nor where the history cannot be read, which is tried again later.
 */
export class Renewal {
  readonly #options: RenewalOptions
  readonly #backOff: BackOff
  #attempt: Attempt | null = null
  /** What the attempt that failed was made of. */
  #failed: RaceRecord | null = null
  /** Nothing is tried before, by `elapsed`. */
  #notBefore = Number.NEGATIVE_INFINITY
  #waiting: Waiting | null = null

  constructor(options: RenewalOptions) {
    this.#options = options
    this.#backOff = new BackOff(options.random, retry)
  }

  /** Null while nothing has to be worked out. */
  get waiting(): Readonly<Waiting> | null {
    return this.#waiting
  }

  get isUnderWay(): boolean {
    return this.#attempt !== null
  }

  /** In how long there is something to do, ms; null while nothing has to be worked out. */
  get dueInMs(): number | null {
    if (!this.#waiting) return null
    return this.#attempt ? lookEveryMs : Math.max(0, this.#notBefore - this.#options.clock.elapsed())
  }

  /**
   * What it came to; null while it is not done. Other orders, pauses and who is in meanwhile are folded afterwards: begun again
   * for each of them, it would never end. What contradicts it begins at once.
   * @param work rejects as the store does
   */
  async built(
    race: RaceRecord,
    work: (reader: RaceReader, progress: (done: number) => void) => Promise<Rebuilt>,
  ): Promise<Rebuilt | null> {
    const { clock } = this.#options
    const of = this.#attempt?.of ?? this.#failed
    if (of && isContradicted(of, race)) this.#dropAttempt()
    this.#waiting ??= { since: clock.elapsed(), done: 0, failures: 0, error: null }
    if (!this.#attempt && clock.elapsed() < this.#notBefore) return null
    const attempt = this.#attempt ?? this.#begin(race, work)
    await this.#patience(attempt)
    if (!attempt.outcome) return null
    if ('error' in attempt.outcome) {
      this.#fail(attempt, attempt.outcome.error)
      return null
    }
    this.end()
    return attempt.outcome.built
  }

  /** It is not wanted any more. */
  end(): void {
    this.#dropAttempt()
    this.#waiting = null
  }

  #begin(of: RaceRecord, work: Parameters<Renewal['built']>[1]): Attempt {
    const { reader: first, clock, log } = this.#options
    log.info({ runId: of.runId }, 'the race is worked out anew, since something was corrected')
    const reader = first.another()
    const waiting = this.#waiting!
    waiting.done = 0
    const progress = (done: number) => {
      waiting.done = done
    }
    const attempt: Attempt = {
      ...{ of, reader, begunAt: clock.elapsed(), outcome: null },
      work: work(reader, progress).then(
        (built) => {
          attempt.outcome = { built }
        },
        (error: unknown) => {
          attempt.outcome = { error }
        },
      ),
    }
    this.#attempt = attempt
    return attempt
  }

  async #patience({ begunAt, work }: Attempt): Promise<void> {
    const { clock } = this.#options
    const left = begunAt + patienceMs - clock.elapsed()
    if (left <= 0) return
    let cancel = () => {}
    const enough = new Promise<void>((done) => {
      cancel = clock.schedule(left, done)
    })
    await Promise.race([work, enough])
    cancel()
  }

  #fail({ of, reader }: Attempt, error: unknown): void {
    const { clock, log } = this.#options
    this.#attempt = null
    // Polling ends.
    if (reader.isClosed) return
    reader.close()
    this.#failed = of
    this.#notBefore = clock.elapsed() + this.#backOff.next()
    const waiting = this.#waiting!
    waiting.failures++
    waiting.error = error instanceof Error ? error.message : String(error)
    if (isWorthALine(waiting.failures))
      log.warn(
        { err: error, runId: of.runId, failures: waiting.failures },
        'the race cannot be worked out anew at the moment: it goes on without what was corrected',
      )
  }

  #dropAttempt(): void {
    this.#attempt?.reader.close()
    this.#attempt = null
    this.#failed = null
    this.#notBefore = Number.NEGATIVE_INFINITY
    this.#backOff.succeeded()
  }
}

/**
 * The record as of before the gun, the waves or a finish were corrected; itself where it contradicts nothing that is held. Null
 * where nothing can be gone on by: the course is another, or nobody has begun to run.
 */
export function asBefore({ state: { race: held } }: Live, race: RaceRecord): RaceRecord | null {
  if (!isContradicted(held, race)) return race
  if (held.status === 'scheduled') return null
  const { rulings: _, ...others } = race
  const { startTime, waves, rulings } = held
  const before: RaceRecord = { ...others, startTime, waves, ...(rulings && { rulings }) }
  return isContradicted(held, before) ? null : before
}

/** Of `entries` those that leave it to be told who is first: nobody's who goes out of the race or comes back. */
export function withoutOutOrBack(
  { state: { roster } }: Live,
  entries: readonly EntryRecord[],
): EntryRecord[] {
  return entries.filter((entry) => {
    const held = roster.get(entry.competitorId)
    return !held || isRanked(held) === isRanked(rosterEntryOf(entry))
  })
}
