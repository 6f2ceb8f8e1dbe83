import { setImmediate as otherWork } from 'node:timers/promises'
import type { Course } from '@racecast/courses'
import { type Happened, happenedIn } from '@racecast/pinot/event-time'
import {
  type EntryRecord,
  isDeleted,
  isPrivate,
  type RaceRecord,
  type Standing,
  type Visibility,
} from '@racecast/pinot/events'
import type { EventSink } from '@racecast/pinot/ports'
import { type Clock, secondAfter, secondOf } from '../clock.ts'
import { makeFieldInSlices } from '../plan/index.ts'
import { invalid, Problem } from '../problems.ts'
import { createPublisher } from '../tick/publisher.ts'
import { publishInRounds } from '../tick/rounds.ts'
import type { ActiveRace } from './active-race.ts'
import { type Command, commanded } from './commands.ts'
import { courseOf, type Field, fieldSpec, LEAD_MS, type RaceOrder, raceOf, startOf } from './creation.ts'
import { corrected, entryOf, isOut, ruled, standingOf, visibilityOf } from './orders.ts'
import type { GeneratorPorts, Log } from './ports.ts'
import type { RecoveredRaces } from './recovery.ts'
import { checkRequest, type RaceRequest } from './request.ts'
import type { SinkWatch } from './sink-watch.ts'
import { freeSlug } from './slug.ts'

/** Rows of a race that is only being made: between two sends those of the others are sent. */
const ENTRIES_A_SEND = 5000

export interface RacesOptions {
  /** As it may be used as long as these races are this process's. */
  sink: EventSink
  courses: GeneratorPorts['courses']
  clock: Clock
  log: Log
  backlogMs: number
  field: (order: RaceOrder) => Promise<Field>
  watch: SinkWatch
  /** Runs what uses the sink when nothing else does: a record never overtakes rows, nor they it. */
  inTurn: <T>(work: () => Promise<T>) => Promise<T>
  found: RecoveredRaces
}

/** All races of a sink as the only producer knows them, from when it takes them up until it may no longer send. */
export function createRaces(options: RacesOptions) {
  const { sink, courses, clock, log, backlogMs, field, watch, inTurn, found } = options
  const publisher = createPublisher({ sink, clock })
  const active = new Map(found.active.map((race) => [race.record.runId, race]))
  const settled = new Map(
    found.records.filter(({ runId }) => !active.has(runId)).map((record) => [record.runId, record]),
  )
  const reserved = new Set<string>()
  for (const runId of found.deleted) void forget(runId)
  /** The last records of races that were asked to go, until they are acknowledged: what was sent may have been stored. */
  const leaving = new Map<string, RaceRecord>()
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

  /** The same of a race that may be ordered something. Throws `wrong-state` too. */
  function orderable(runIdOrSlug: string): RaceRecord {
    const race = find(runIdOrSlug)
    if (leaving.has(race.runId)) throw new Problem('wrong-state', `${race.slug} is being deleted`)
    return race
  }

  /** What was asked for, with a slug that is free. Throws `Problem`. */
  function checked(body: unknown, now: number): { request: RaceRequest; course: Course; slug: string } {
    const request = checkRequest(body)
    if (request.slug !== undefined && isTaken(request.slug)) {
      const remedy = 'choose another or leave it out'
      const error = { field: 'slug', value: request.slug, message: 'is taken', remedy }
      throw new Problem('slug-taken', `slug ${request.slug} is taken; ${remedy}`, [error])
    }
    const course = courseOf(request, courses)
    const slug = request.slug ?? freeSlug(course.shortName, startOf(request, now), isTaken)
    return { request, course, slug }
  }

  return {
    records,
    find,
    counts: () => ({ active: active.size, over: settled.size }),

    /** What has happened so far. */
    happened(): Happened {
      const underWay = [...active.values()].flatMap(({ record, source }) =>
        record.status === 'started' || record.status === 'paused'
          ? Math.max(source.acknowledged, record.updatedAt)
          : [],
      )
      const over = records().flatMap(({ finishedAt }) => finishedAt ?? [])
      return happenedIn(underWay, over)
    },

    /** Publishes everything up to the second that `wanted` gives (epoch ms), which may move on meanwhile. */
    async publish(wanted: () => number): Promise<void> {
      await publishInRounds<ActiveRace>({
        races: () => [...active.values()],
        inTurn,
        isBehind: (race) => asked.get(race) !== wanted(),
        publishing(race) {
          asked.set(race, wanted())
          return publisher.publishing(race, wanted())
        },
        done({ source, record }) {
          watch.answered()
          if (!source.exhausted || record.finishedAt === null || isDeleted(record)) return
          active.delete(record.runId)
          settled.set(record.runId, record)
          log.info({ runId: record.runId, slug: record.slug }, 'race is over')
        },
        failed: ({ record }, error) =>
          log.error({ err: error, runId: record.runId }, 'race could not be published'),
      })
      for (const runId of leaving.keys()) await inTurn(() => sendOff(runId))
    },

    /** All that says what a race would be like; makes none. Throws `Problem`. */
    previewOrder(body: unknown): RaceOrder {
      const now = clock.now()
      return { ...checked(body, now), now }
    },

    /**
     * Makes a race; resolves when its entries and then its record are acknowledged. The larger it is, the more turns that takes:
     * the races that run have theirs in between. Throws `Problem`.
     */
    async create(body: unknown): Promise<RaceRecord> {
      const now = clock.now()
      const order = { ...checked(body, now), now }
      const { slug } = order
      reserved.add(slug)
      let race: ActiveRace
      try {
        const who = await field(order)
        const plans = await makeFieldInSlices(fieldSpec(who, order.course), otherWork)
        const made = raceOf(who, plans, { ...order, clock, backlogMs })
        race = made.race
        for (let at = 0; at < made.entries.length; at += ENTRIES_A_SEND) {
          await answering(() => sink.putEntries(made.entries.slice(at, at + ENTRIES_A_SEND)))
          await otherWork()
        }
        await answering(async () => {
          made.setGun()
          await publisher.putRecord(race, race.record)
        })
        active.set(race.record.runId, race)
      } finally {
        reserved.delete(slug)
      }
      const { runId, startTime } = race.record
      log.info({ runId, slug, startTime, competitors: race.plans.length }, 'race made')
      return race.record
    },

    /** Does a command at the next whole second; resolves when it is acknowledged. Throws `Problem`. */
    async command(runIdOrSlug: string, command: Command): Promise<RaceRecord> {
      const { runId } = find(runIdOrSlug)
      return answering(async () => {
        const race = active.get(runId)
        const record = orderable(runId)
        const lead = command === 'start' ? LEAD_MS : 0
        const after = (record: RaceRecord) => commanded(record, command, secondAfter(clock.now() + lead))
        if (!race) {
          // Of a race that no rows come of any more only the result is left; `commanded` says why anything else is refused.
          const next = after(record)
          if (command !== 'official') throw notHere(record)
          return keep(await publisher.putSettled(next))
        }
        after(race.record)
        // Rows that are still to come lie before a pause or its end, and can follow it; nothing follows a stop.
        const before = command === 'stop' ? await publisher.putLast(race, secondOf(clock.now())) : race.record
        await publisher.putRecord(race, after(before))
        log.info({ runId, command }, 'race commanded')
        return race.record
      })
    },

    /**
     * Deletes a race that is not under way, whose name `body.name` has to say; resolves when that is acknowledged. What the
     * sink has of it is removed afterwards. Throws `Problem`; where no answer comes of the sink, the race is deleted as soon
     * as one does, since who is told of races may have heard of it already.
     */
    async remove(runIdOrSlug: string, body: unknown): Promise<void> {
      const { runId } = find(runIdOrSlug)
      await answering(async () => {
        const record = find(runId)
        const { slug, name, status } = record
        if (status === 'started' || status === 'paused')
          throw new Problem('wrong-state', `${slug} is under way; stop it first`)
        const { name: typed } = Object(body) as { name?: unknown }
        if (typed !== name) {
          const remedy = `give ${JSON.stringify(name)}, to say which race is meant`
          throw invalid('invalid-request', [
            { field: 'name', value: typed ?? null, message: 'is not the name of the race', remedy },
          ])
        }
        leave(record)
        await sendOff(runId)
      }).catch((error: unknown) => {
        if (!leaving.has(runId) || !(error instanceof Problem) || error.code !== 'sink-unavailable')
          throw error
        const detail = 'the events cannot be stored at the moment; the race is deleted as soon as they can'
        throw new Problem('sink-unavailable', detail, undefined, error)
      })
    },

    /** Corrects the gun, or that of `body.wave`, to `body.startTime`; resolves when it is acknowledged, with what it was. Throws `Problem`. */
    async correctGun(runIdOrSlug: string, body: unknown): Promise<RaceRecord & { before: number }> {
      const { runId } = find(runIdOrSlug)
      return answering(async () => {
        const held = orderable(runId)
        const { record, before } = corrected(held, body, clock.now())
        if (record === held) return { ...held, before }
        const after = await put(record)
        log.info({ runId, order: body, before }, 'gun corrected')
        return { ...after, before }
      })
    },

    /**
     * Takes back the finish of whoever has `bib`, or lets it count again, as `body.takenBack` says; resolves when it is
     * acknowledged, with what it was. Throws `Problem`.
     */
    async ruleFinish(
      runIdOrSlug: string,
      bib: string,
      body: unknown,
    ): Promise<{ takenBack: number | null; before: number | null }> {
      const { runId } = find(runIdOrSlug)
      return answering(async () => {
        const held = orderable(runId)
        const { competitorId } = entryOf(await sink.entries(runId), bib)
        const { record, before } = ruled(held, competitorId, body, clock.now())
        if (record !== held) {
          await put(record)
          log.info({ runId, bib, order: body, before }, 'finish decided')
        }
        const { takenBack } = body as { takenBack: number | null }
        return { takenBack, before }
      })
    },

    /**
     * Makes a race private or public, as `body.visibility` says, in whatever state it is; resolves when that is acknowledged, with
     * what it was. Throws `Problem`.
     */
    async setVisibility(runIdOrSlug: string, body: unknown): Promise<RaceRecord & { before: Visibility }> {
      const { runId } = find(runIdOrSlug)
      return answering(async () => {
        const held = orderable(runId)
        const visibility = visibilityOf(body)
        const before = isPrivate(held) ? 'private' : 'public'
        const next = { ...held, visibility }
        // Where no answer comes it may be stored as private all the same: nothing that is sent later takes that back.
        if (visibility === 'private') hold(next)
        // Also where nothing changes: that it did may not have been told when this was asked for before.
        const after = await put(next)
        log.info({ runId, visibility, before }, 'visibility set')
        return { ...after, before }
      })
    },

    /**
     * Gives whoever has `bib` the standing `body.standing`; resolves when it is acknowledged, with what it was. Throws
     * `Problem`.
     */
    async setStanding(
      runIdOrSlug: string,
      bib: string,
      body: unknown,
    ): Promise<EntryRecord & { before: Standing }> {
      const { runId } = find(runIdOrSlug)
      return answering(async () => {
        const standing = standingOf(orderable(runId), body)
        const entry = entryOf(await sink.entries(runId), bib)
        const { competitorId } = entry
        const race = active.get(runId)
        if (race && isOut(entry.standing) && !isOut(standing)) {
          race.withdrawn.delete(competitorId)
          // Rows that were left out need not be made up for, but a finish has to be there.
          const finish = race.source.finishOf(competitorId, clock.now())
          if (finish) await sink.putFixes([{ ...finish, publishedAt: clock.now() }])
        }
        const updatedAt = Math.max(clock.now(), entry.updatedAt + 1)
        const next = entry.standing === standing ? entry : { ...entry, standing, updatedAt }
        await sink.putEntries([next])
        if (isOut(standing)) race?.withdrawn.add(competitorId)
        // Also where nothing changed: it may not have been told when this was asked for before.
        await put(find(runId))
        log.info({ runId, bib, standing }, 'standing set')
        return { ...next, before: entry.standing }
      })
    },
  }

  /** Nothing more is sent of a race but its last record. */
  function leave(record: RaceRecord): void {
    const { runId } = record
    const race = active.get(runId)
    const last: RaceRecord = { ...record, visibility: 'deleted' }
    if (race) {
      last.updatedAt = Math.max(last.updatedAt, race.stamp)
      race.record = last
    }
    active.delete(runId)
    settled.set(runId, record)
    leaving.set(runId, last)
  }

  /** Sends the last record of a race that leaves, in a turn. Its slug is free once that is acknowledged. */
  async function sendOff(runId: string): Promise<void> {
    const last = leaving.get(runId)
    if (!last) return
    await publisher.putSettled(last)
    leaving.delete(runId)
    settled.delete(runId)
    log.info({ runId, slug: last.slug }, 'race deleted')
    void forget(runId)
  }

  /** Removes the rows of a deleted race, in turns with whatever else is sent; a restart goes on with it. */
  async function forget(runId: string): Promise<void> {
    try {
      while (await inTurn(() => sink.forget(runId))) await otherWork()
    } catch (error) {
      log.warn({ err: error, runId }, 'rows of a deleted race are still there')
    }
  }

  /** Sends a changed record. */
  async function put(next: RaceRecord): Promise<RaceRecord> {
    const race = active.get(next.runId)
    if (!race) return keep(await publisher.putSettled(next))
    await publisher.putRecord(race, next)
    return race.record
  }

  /** From now on this is what is known of a race, whether or not it has been acknowledged. */
  function hold(record: RaceRecord): void {
    const race = active.get(record.runId)
    if (race) race.record = record
    else keep(record)
  }

  function keep(record: RaceRecord): RaceRecord {
    settled.set(record.runId, record)
    return record
  }
}

export type Races = ReturnType<typeof createRaces>

const notHere = ({ slug }: RaceRecord) =>
  new Problem('wrong-state', `${slug} is not run by this generator; see its log`)
