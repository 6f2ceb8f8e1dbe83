import { join } from 'node:path'
import type { Course } from '@racecast/courses'
import { type Simulation, simulateRace } from '@racecast/generator/simulation'
import { type EntryRecord, type FixRow, type RaceRecord, raceTimeAt } from '@racecast/pinot/events'
import type { FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'
import { controlToken, gateway } from '../../fixtures/gateway.ts'
import { recordedRace, settled } from '../../poll/testing/recorded-race.ts'
import { Recording, type RewindIndex } from '../../protocol/index.ts'
import { createMaker } from '../local-maker.ts'
import { createChunkMoments } from '../moments/chunk-moments.ts'
import { hurried } from './hurried.ts'
import { LiveViewer } from './live-viewer.ts'

export const gun = 1_760_000_000_000

export interface RewoundOptions {
  course: Course
  competitors?: number
  request?: object
  /** At which ticks, s since the gun by the wall's clock, a viewer notes what the screen says. */
  noteAt: readonly number[]
  /** What else the race's record says. */
  record?: Partial<RaceRecord>
  /** Called after each tick. */
  onTick?: (tick: number, index: () => Promise<RewindIndex>, app: FastifyInstance) => Promise<void>
  /** At which ticks the gateway is killed and another one opened. */
  restartAt?: readonly number[]
  /** The race is paused at that second of it, for so many. */
  pause?: { at: number; for: number }
  /** The producer publishes nothing from tick to tick, and makes up for it then. */
  outage?: { from: number; to: number }
  /** At tick `at` the gun is said to have been so many ms later. */
  correction?: { at: number; ms: number }
  /** Who is shown at that place is disqualified at tick `at`. */
  disqualified?: readonly { place: number; at: number }[]
  /** The finish of who is shown at that place is taken back at tick `at`. */
  takenBack?: readonly { place: number; at: number }[]
}

/** A race from the gun to the end through store, poll and fold; what a viewer saw live, and how to rewind it afterwards. */
export async function rewoundRace(options: RewoundOptions) {
  const {
    course,
    competitors = 30,
    noteAt,
    restartAt = [],
    pause,
    outage,
    correction,
    disqualified = [],
    takenBack = [],
    request,
    onTick,
  } = options
  const simulation = simulateRace(
    {
      ...{ seed: 11, competitors, fastest: 100, slowest: 200 },
      ...{ stoppingRatio: 0.3, minPause: 10, maxPause: 40, ...request },
    },
    course,
    gun,
  )
  const { sink, clock, folder, open } = recordedRace(course, gun - 1000)
  let record: RaceRecord = { ...simulation.record, ...options.record }
  if (correction) record = { ...record, kind: 'replay' }
  const put = async (changes: Partial<RaceRecord>) => {
    record = { ...record, ...changes, updatedAt: clock.ms }
    await sink.putRace(record)
  }
  await sink.putEntries(simulation.entries)
  await put({})

  const readAt: number[] = []
  async function begin() {
    const own = await open()
    const maker = createMaker(join(folder, 'rewind'), own.store, hurried())
    const { races, store, bus } = own
    const ports = {
      races,
      store: {
        ...store,
        latest(runId: string, at?: number) {
          if (at !== undefined) readAt.push(at)
          return store.latest(runId, at)
        },
        close: async () => {},
      },
      bus,
      maker: { ...maker, close: async () => {} },
      moments: createChunkMoments(),
    }
    const { app } = await gateway({ clock, ports, config: { dataDir: folder, rewindMaxMb: 100 } })
    await own.notice()
    return { ...own, app, viewer: new LiveViewer(races.get(record.runId)!) }
  }

  let now = await begin()
  const address = `/api/races/${record.runId}`
  const headers = { authorization: `Bearer ${controlToken}` }
  async function index(): Promise<RewindIndex> {
    return (await now.app.inject({ url: `${address}/rewind`, headers })).json()
  }
  const shown = () => now.viewer.note(raceTimeAt(record, clock.ms - record.playoutDelayMs))
  async function disqualify(place: number) {
    const { id } = shown().board[place - 1]!.entry
    const entry = simulation.entries.find(({ competitorId }) => competitorId === id)!
    await sink.putEntries([{ ...entry, standing: 'DSQ', updatedAt: clock.ms }])
    await put({})
  }
  async function takeBack(place: number) {
    const { id: competitorId } = shown().board[place - 1]!.entry
    const until = gun + now.races.get(record.runId)!.state!.facts.get(competitorId)!.finish!
    await put({ rulings: [...(record.rulings ?? []), { competitorId, at: clock.ms, until }] })
  }
  const notes: ReturnType<LiveViewer['note']>[] = []
  const last = lastTick(simulation) + (pause?.for ?? 0)
  for (let tick = 0; tick <= last; tick++) {
    clock.pass(gun + tick * 1000 + 5 - clock.ms)
    if (pause && tick === pause.at) await put({ status: 'paused', pauses: [{ from: at(tick), to: null }] })
    if (pause && tick === pause.at + pause.for)
      await put({ status: 'started', pauses: [{ from: at(pause.at), to: at(tick) }] })
    if (outage?.from === tick) await put({ gaps: [{ from: at(tick - 1), to: null }] })
    if (correction?.at === tick) await put({ startTime: gun + correction.ms })
    for (const { place, at } of disqualified) if (at === tick) await disqualify(place)
    for (const { place, at } of takenBack) if (at === tick) await takeBack(place)
    const isOut = outage !== undefined && tick >= outage.from && tick < outage.to
    if (!isOut) await sink.putFixes(rowsUpTo(tick))
    if (outage?.to === tick) await put({ gaps: [{ from: at(outage.from - 1), to: at(tick) }] })
    if (restartAt.includes(tick)) {
      now.viewer.stop()
      await now.app.close()
      await now.kill()
      now = await begin()
    }
    await now.notice()
    await onTick?.(tick, index, now.app as unknown as FastifyInstance)
    if (noteAt.includes(tick)) notes.push(shown())
  }
  await put({ status: 'finished', finishedAt: clock.ms })
  await now.notice()
  clock.pass(60_000)
  await now.notice()
  onTestFinished(async () => {
    await now.app.close()
    await now.close()
  })

  function rowsUpTo(tick: number): FixRow[] {
    const shift = pause && tick > pause.at ? Math.min(pause.for, tick - pause.at) * 1000 : 0
    return simulation.rowsUpTo(at(tick) - shift).map((row) => {
      const late = pause && row.raceTimeMs > pause.at * 1000 ? pause.for * 1000 : 0
      const timestamp = row.timestamp + late
      return { ...row, timestamp, publishedAt: timestamp + 3, eventId: `${row.eventId}-${late}` }
    })
  }

  const ask = async (url: string) => {
    const { statusCode, rawPayload } = await now.app.inject(url)
    return new Response(Uint8Array.from(rawPayload), { status: statusCode })
  }
  return {
    ...{ record, notes, folder, simulation, index, course },
    /** Of which moments a gateway has read the store, epoch ms. */
    readAt,
    /** How long the race went on, s of race time. */
    seconds: lastTick(simulation),
    app: now.app,
    races: now.races,
    store: now.store,
    /** Resolves when all of the race is recorded. */
    async complete(): Promise<RewindIndex> {
      for (let turn = 0; turn < 2000; turn++) {
        const found = await index()
        if (found.complete) return found
        await settled()
      }
      throw new Error('the recording does not become complete')
    },
    /** Resolves when the gateway has taken in what these entries are now. */
    async become(entries: readonly EntryRecord[]): Promise<void> {
      clock.pass(1000)
      await sink.putEntries(entries.map((entry) => ({ ...entry, updatedAt: clock.ms })))
      await put({})
      await now.notice()
    },
    recording: () => new Recording({ url: address, fetch: ask }),
  }
}

const at = (tick: number) => gun + tick * 1000

function lastTick({ plans }: Simulation): number {
  return Math.ceil(Math.max(...plans.map(({ endMs }) => endMs)) / 1000) + 2
}
