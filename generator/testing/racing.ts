import type { CreateRace, FixRow, RaceRecord } from '@racecast/pinot/events'
import { type ProducerLease, soleProducer } from '@racecast/pinot/ports'
import { expect } from 'vitest'
import { secondOf } from '../clock.ts'
import { createRacing, type Racing, type RacingOptions } from '../race/racing.ts'
import { simulateRace } from '../race/simulation.ts'
import { courses, track } from './courses.ts'
import { fakeClock } from './fake-clock.ts'
import { breakable, sqliteEvents, temporaryFolder } from './sink.ts'

export const silent = { info() {}, warn() {}, error() {} }

/** Racing on a real SQLite file, driven second by second. */
export async function racingOnSqlite({
  lease = null,
  field,
}: { lease?: ProducerLease | null } & Pick<RacingOptions, 'field'> = {}) {
  const options = { log: silent, ...(field && { field }) }
  const folder = temporaryFolder()
  const { sink: sqlite, store } = sqliteEvents(folder)
  const { sink, state } = breakable(sqlite)
  state.lease = lease
  const clock = fakeClock()
  const ports = { sink, courses }
  let racing = createRacing(ports, { clock, ...options })
  await racing.tick(clock.now())

  const drive = async (until: () => boolean, limit: number) => {
    for (let n = 0; !until(); n++) {
      expect(n, 'seconds of the race').toBeLessThan(limit)
      const second = secondOf(clock.now()) + 1000
      clock.set(second)
      await racing.tick(second)
    }
  }

  return {
    store,
    clock,
    state,
    racing: (): Racing => racing,
    async create(request: Omit<CreateRace, 'course'> = {}): Promise<RaceRecord> {
      return racing.create({
        course: 'track-400',
        seed: 21,
        competitors: 12,
        fastest: 200,
        slowest: 350,
        ...request,
      })
    },
    /** Ticks every second up to `seconds` from now. */
    run: (seconds: number) => {
      const end = clock.now() + seconds * 1000
      return drive(() => clock.now() >= end, seconds + 1)
    },
    /** Ticks every second until the race is over. */
    finish: (runId: string) => drive(() => racing.find(runId).finishedAt !== null, 2000),
    /** Forgets everything and starts again, as after kill -9; `seconds` later. */
    async restart(seconds: number): Promise<void> {
      racing = createRacing(ports, { clock, log: silent })
      clock.set(clock.now() + seconds * 1000)
      await racing.tick(secondOf(clock.now()))
    },
    /** Another generator on the same file, whatever the lease says. */
    async other(): Promise<Racing> {
      const second = createRacing(
        { sink: { ...sqlite, lease: () => soleProducer }, courses },
        { clock, log: silent },
      )
      await second.start()
      return second
    },
    history: (runId: string): Promise<FixRow[]> =>
      store.history({ runId, from: 0, to: Number.MAX_SAFE_INTEGER }),
    async stored(runId: string): Promise<RaceRecord> {
      const race = (await store.races()).find((one) => one.runId === runId)
      expect(race).toBeDefined()
      return race!
    },
  }
}

export const withoutPublishedAt = (rows: readonly FixRow[]) => rows.map(({ publishedAt, ...row }) => row)

/** What a race without any trouble would have stored. */
export function untroubled(race: RaceRecord) {
  const { gun = race.startTime, ...plan } = race.plan!
  const rows = simulateRace({ ...plan, seed: race.seed }, track, gun).rowsUpTo(gun + 3_600_000)
  return withoutPublishedAt(rows).map((row) => ({
    ...row,
    runId: race.runId,
    eventId: `${race.runId}:${row.competitorId}:${row.timestamp}`,
  }))
}
