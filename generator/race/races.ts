import type { RaceRecord } from '@racecast/pinot/events'
import type { EventSink } from '@racecast/pinot/ports'
import { type Clock, secondAfter, secondOf } from '../clock.ts'
import { Problem } from '../problems.ts'
import { createPublisher } from '../tick/publisher.ts'
import { publishInRounds } from '../tick/rounds.ts'
import type { ActiveRace } from './active-race.ts'
import { type Command, commanded } from './commands.ts'
import { newRace } from './creation.ts'
import type { GeneratorPorts, Log } from './ports.ts'
import type { RecoveredRaces } from './recovery.ts'
import { checkRequest } from './request.ts'
import type { SinkWatch } from './sink-watch.ts'
import { freeSlug } from './slug.ts'

export interface RacesOptions {
  /** As it may be used as long as these races are this process's. */
  sink: EventSink
  courses: GeneratorPorts['courses']
  clock: Clock
  log: Log
  backlogMs: number
  watch: SinkWatch
  /** Runs what uses the sink when nothing else does: a record never overtakes rows, nor they it. */
  inTurn: <T>(work: () => Promise<T>) => Promise<T>
  found: RecoveredRaces
}

/** All races of a sink as the only producer knows them, from when it takes them up until it may no longer send. */
export function createRaces(options: RacesOptions) {
  const { sink, courses, clock, log, backlogMs, watch, inTurn, found } = options
  const publisher = createPublisher({ sink, clock })
  const active = new Map(found.active.map((race) => [race.record.runId, race]))
  const settled = new Map(
    found.records.filter(({ runId }) => !active.has(runId)).map((record) => [record.runId, record]),
  )
  const reserved = new Set<string>()
  /** Up to which second each race has been asked to publish. */
  const asked = new WeakMap<ActiveRace, number>()

  const records = () => [...settled.values(), ...[...active.values()].map(({ record }) => record)]
  const isTaken = (slug: string) => reserved.has(slug) || records().some((race) => race.slug === slug)
  const answering = <T>(work: () => Promise<T>) => watch.answering(() => inTurn(work))

  function find(runIdOrSlug: string): RaceRecord {
    const race = records().find(({ runId, slug }) => runId === runIdOrSlug || slug === runIdOrSlug)
    if (race) return race
    throw new Problem('race-not-found', `no race has the runId or slug ${JSON.stringify(runIdOrSlug)}`)
  }

  return {
    records,
    find,
    counts: () => ({ active: active.size, over: settled.size }),

    /** Publishes everything up to the second that `wanted` gives (epoch ms), which may move on meanwhile. */
    publish: (wanted: () => number) =>
      publishInRounds<ActiveRace>({
        races: () => [...active.values()],
        inTurn,
        isBehind: (race) => (asked.get(race) ?? Number.NEGATIVE_INFINITY) < wanted(),
        publishing(race) {
          asked.set(race, wanted())
          return publisher.publishing(race, wanted())
        },
        done({ source, record }) {
          watch.answered()
          if (!source.exhausted || record.finishedAt === null) return
          active.delete(record.runId)
          settled.set(record.runId, record)
          log.info({ runId: record.runId, slug: record.slug }, 'race is over')
        },
        failed: ({ record }, error) =>
          log.error({ err: error, runId: record.runId }, 'race could not be published'),
      }),

    /** Makes a race; resolves when its entries and then its record are acknowledged. Throws `Problem`. */
    async create(body: unknown): Promise<RaceRecord> {
      const request = checkRequest(body)
      const slugAt = (course: string, startTime: number) => freeSlug(course, startTime, isTaken)
      if (request.slug !== undefined && isTaken(request.slug)) {
        const remedy = 'choose another or leave it out'
        const error = { field: 'slug', value: request.slug, message: 'is taken', remedy }
        throw new Problem('slug-taken', `slug ${request.slug} is taken; ${remedy}`, [error])
      }
      const { race, entries, setGun } = newRace(request, { courses }, clock, slugAt, backlogMs)
      reserved.add(race.record.slug)
      try {
        await answering(async () => {
          await sink.putEntries(entries)
          setGun()
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
        if (!race) throw refusal(find(runId), command)
        const after = (record: RaceRecord) => commanded(record, command, secondAfter(clock.now()))
        after(race.record)
        // Rows that are still to come lie before a pause or its end, and can follow it; nothing follows a stop.
        const before = command === 'stop' ? await publisher.putLast(race, secondOf(clock.now())) : race.record
        await publisher.putRecord(race, after(before))
        log.info({ runId, command }, 'race commanded')
        return race.record
      })
    },
  }
}

export type Races = ReturnType<typeof createRaces>

function refusal(race: RaceRecord, command: Command): Problem {
  try {
    commanded(race, command, 0)
  } catch (error) {
    if (error instanceof Problem) return error
  }
  return new Problem('wrong-state', `${race.slug} is not run by this generator; see its log`)
}
