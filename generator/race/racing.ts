import type { RaceRecord } from '@racecast/pinot/events'
import { SinkUnavailable } from '@racecast/pinot/ports'
import { type Clock, secondAfter, secondOf } from '../clock.ts'
import { Problem } from '../problems.ts'
import { createPublisher } from '../tick/publisher.ts'
import { publishInRounds } from '../tick/rounds.ts'
import { serially } from '../tick/serial.ts'
import type { ActiveRace } from './active-race.ts'
import { type Command, commanded } from './commands.ts'
import { newRace } from './creation.ts'
import { soleProducer } from './lease.ts'
import type { GeneratorPorts, Log } from './ports.ts'
import { recoverRaces } from './recovery.ts'
import { checkRequest } from './request.ts'
import { freeSlug } from './slug.ts'

export interface RacingOptions {
  clock: Clock
  log: Log
  /** How far back seconds that could not be sent are made up for, ms; finishes always are. */
  backlogMs?: number
}

/** All races of this process: makes them, takes them up again after a restart, and publishes them by ticks. */
export function createRacing(ports: GeneratorPorts, { clock, log, backlogMs = 120_000 }: RacingOptions) {
  const { sink, lease = soleProducer } = ports
  const publisher = createPublisher({ sink, clock })
  /** Everything that uses the sink, one after another: a record never overtakes rows, nor they it. */
  const inTurn = serially()
  const active = new Map<string, ActiveRace>()
  const settled = new Map<string, RaceRecord>()
  const reserved = new Set<string>()
  let recovered = false
  let sinkIsDown = false
  let wanted = Number.NEGATIVE_INFINITY
  let pumping: Promise<void> | null = null

  const records = () => [...settled.values(), ...[...active.values()].map(({ record }) => record)]
  const isTaken = (slug: string) => reserved.has(slug) || records().some((race) => race.slug === slug)

  function noteSink(isDown: boolean, error?: unknown): void {
    if (isDown && !sinkIsDown) log.warn({ err: error }, 'sink is down')
    if (!isDown && sinkIsDown) log.info({}, 'sink is back')
    sinkIsDown = isDown
  }

  async function recover(): Promise<void> {
    if (recovered) return
    const found = await recoverRaces(ports, backlogMs, log)
    for (const record of found.records) settled.set(record.runId, record)
    for (const race of found.active) {
      settled.delete(race.record.runId)
      active.set(race.record.runId, race)
    }
    recovered = true
  }

  /** Up to which second each race has been asked to publish. */
  const asked = new WeakMap<ActiveRace, number>()

  const publishAll = () =>
    publishInRounds<ActiveRace>({
      races: () => [...active.values()],
      inTurn,
      isBehind: (race) => (asked.get(race) ?? Number.NEGATIVE_INFINITY) < wanted,
      publishing(race) {
        asked.set(race, wanted)
        return publisher.publishing(race, wanted)
      },
      done({ source, record }) {
        noteSink(false)
        if (!source.exhausted || record.finishedAt === null) return
        active.delete(record.runId)
        settled.set(record.runId, record)
        log.info({ runId: record.runId, slug: record.slug }, 'race is over')
      },
      failed: ({ record }, error) =>
        log.error({ err: error, runId: record.runId }, 'race could not be published'),
    })

  /** Does what can be done again at the next tick, and notes why it could not be done. */
  async function attempting(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (error instanceof SinkUnavailable) noteSink(true, error)
      else log.error({ err: error }, 'tick failed')
    }
  }

  async function pump(): Promise<void> {
    for (let done = Number.NEGATIVE_INFINITY; done < wanted; ) {
      const second = wanted
      await attempting(async () => {
        await inTurn(recover)
        if (lease.isHeld()) await publishAll()
      })
      done = second
    }
  }

  function needReady(): void {
    if (!recovered) throw new Problem('not-ready', 'the races are still being read; try again in a second')
  }

  /** Turns the sink's rejection into an answer. */
  async function answering<T>(work: () => Promise<T>): Promise<T> {
    try {
      const answer = await inTurn(work)
      noteSink(false)
      return answer
    } catch (error) {
      if (!(error instanceof SinkUnavailable)) throw error
      noteSink(true, error)
      throw new Problem('sink-unavailable', `${error.message}; try again`, undefined, error)
    }
  }

  function find(runIdOrSlug: string): RaceRecord {
    needReady()
    const race = records().find(({ runId, slug }) => runId === runIdOrSlug || slug === runIdOrSlug)
    if (race) return race
    throw new Problem('race-not-found', `no race has the runId or slug ${JSON.stringify(runIdOrSlug)}`)
  }

  return {
    /** Takes up the races of before; where the sink is down the ticks go on trying. */
    start: () => attempting(() => inTurn(recover)),

    /** Publishes everything up to a whole second (epoch ms); resolves when done, or when the sink is down. */
    tick(second: number): Promise<void> {
      wanted = Math.max(wanted, second)
      pumping ??= pump().finally(() => {
        pumping = null
      })
      return pumping
    },

    /** Makes a race; resolves when its entries and then its record are acknowledged. Throws `Problem`. */
    async create(body: unknown): Promise<RaceRecord> {
      needReady()
      const request = checkRequest(body)
      const slugAt = (course: string, startTime: number) => freeSlug(course, startTime, isTaken)
      if (request.slug !== undefined && isTaken(request.slug)) {
        const remedy = 'choose another or leave it out'
        const error = { field: 'slug', value: request.slug, message: 'is taken', remedy }
        throw new Problem('slug-taken', `slug ${request.slug} is taken; ${remedy}`, [error])
      }
      const made = newRace(request, ports, clock, slugAt, backlogMs)
      const { race } = made
      reserved.add(race.record.slug)
      try {
        await answering(async () => {
          await sink.putEntries(made.entries)
          made.setGun()
          await publisher.putRecord(race, race.record)
        })
        active.set(race.record.runId, race)
      } finally {
        reserved.delete(race.record.slug)
      }
      const { runId, slug, startTime } = race.record
      log.info({ runId, slug, startTime, competitors: race.plans.length }, 'race made')
      return race.record
    },

    /** Does a command at the next whole second; resolves when it is acknowledged. Throws `Problem`. */
    async command(runIdOrSlug: string, command: Command): Promise<RaceRecord> {
      const { runId } = find(runIdOrSlug)
      return answering(async () => {
        const race = active.get(runId)
        // Of a race that is not active here every command is refused; `commanded` says why.
        if (!race) throw refusal(commanded, find(runId), command)
        commanded(race.record, command, secondAfter(clock.now()))
        // What came before the command is sent before it, so that stopping a race leaves nothing behind.
        for await (const _ of publisher.publishing(race, secondOf(clock.now())));
        await publisher.putRecord(race, commanded(race.record, command, secondAfter(clock.now())))
        log.info({ runId, command }, 'race commanded')
        return race.record
      })
    },

    records,
    find,
    /** Resolves when the sink answers and all races were taken up; rejects otherwise. */
    async ready(): Promise<void> {
      needReady()
      await answering(() => sink.races())
    },
    counts: () => ({ active: active.size, over: settled.size, sinkIsDown }),
    /** Resolves when nothing is being sent any more. */
    async idle(): Promise<void> {
      await pumping
      await inTurn(async () => {})
    },
  }
}

function refusal(check: typeof commanded, race: RaceRecord, command: Command): Problem {
  try {
    check(race, command, 0)
  } catch (error) {
    if (error instanceof Problem) return error
  }
  return new Problem('wrong-state', `${race.slug} is not run by this generator; see its log`)
}

export type Racing = ReturnType<typeof createRacing>
