import type { RaceRecord } from '@racecast/pinot/events'
import type { Ground } from '../race/marks.ts'
import type { PollStatus } from '../replica/live-race.ts'
import { Cadence } from './cadence.ts'
import { countsAsDown, isWorthALine, PollLoop, type StoreWatch } from './poll-loop.ts'
import { RacePoller, type RacePollerOptions } from './race-poller.ts'

/** How often the lease is asked for while another gateway polls, ms. */
const elsewhereEveryMs = 1000
/** A race is read in full this often even if the store tells of no change, ms. */
const unaskedEveryMs = 10_000

export interface PolledRaceOptions extends RacePollerOptions {
  /** Told whether the store answers. */
  health: StoreWatch
}

/** One race and when it is polled. */
export class PolledRace {
  readonly #poller: RacePoller
  readonly #loop: PollLoop
  readonly #options: PolledRaceOptions
  readonly #cadence = new Cadence()
  #elsewhere = false
  #error: string | null = null
  /** By `elapsed`. */
  #polledAt: number | null = null

  constructor(race: RaceRecord, ground: Ground, options: PolledRaceOptions) {
    const { clock, random, log } = options
    this.#options = options
    this.#poller = new RacePoller(race, ground, options)
    this.#loop = new PollLoop({
      ...{ clock, random, round: () => this.#round() },
      failed: (error, failures, since) => {
        this.#error = error instanceof Error ? error.message : String(error)
        if (countsAsDown(error, failures)) options.health.down(race.runId, since)
        if (isWorthALine(failures))
          log.warn({ err: error, runId: race.runId, failures }, 'the race cannot be polled')
      },
    })
  }

  get record(): RaceRecord {
    return this.#poller.race
  }

  /** Takes over a newer record of the race. */
  take(race: RaceRecord): void {
    if (race.updatedAt <= this.#poller.race.updatedAt) return
    this.#poller.race = race
    this.#loop.wake()
  }

  /** The store has changed somehow. */
  changed(): void {
    if (this.#poller.expectsFixes) this.#loop.wake()
  }

  /** Polls now; resolves when that is done, well or not. */
  poll(): Promise<void> {
    return this.#loop.now()
  }

  async stop(): Promise<void> {
    this.#poller.reader.close()
    await this.#loop.stop()
    await this.#poller.release()
  }

  status(): PollStatus {
    const { rebuilt, waiting, race, reader } = this.#poller
    const { clock } = this.#options
    /** By the time of day as it is set now. */
    const timeOf = (elapsed: number) => Math.round(clock.now() - (clock.elapsed() - elapsed))
    return {
      runId: race.runId,
      polling: !this.#elsewhere && this.#poller.expectsFixes,
      failures: this.#loop.failures,
      error: this.#loop.failures > 0 ? this.#error : null,
      lastPollAt: this.#polledAt === null ? null : timeOf(this.#polledAt),
      queries: reader.budget.spent,
      downSince: this.#options.health.downSince(race.runId),
      cadenceMs: this.#options.tells || this.#elsewhere ? null : this.#cadence.lagMs,
      ...(rebuilt === null ? {} : { rebuilt }),
      ...(waiting && { correction: { ...waiting, since: timeOf(waiting.since) } }),
    }
  }

  async #round(): Promise<number | null> {
    const result = await this.#poller.poll()
    const { clock, tells } = this.#options
    this.#elsewhere = result.elsewhere
    const { fixIntervalS, status } = this.#poller.race
    const over = status === 'finished' || status === 'official'
    if (result.elsewhere) return over ? unaskedEveryMs : elsewhereEveryMs
    this.#polledAt = clock.elapsed()
    this.#options.health.up(this.#poller.race.runId)
    const { dueInMs } = this.#poller
    if (!this.#poller.expectsFixes) return dueInMs
    if (tells || over) return Math.min(unaskedEveryMs, dueInMs ?? unaskedEveryMs)
    return this.#cadence.next(clock.now(), fixIntervalS * 1000, result.tick)
  }
}
