import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Course } from '@racecast/courses'
import { track400 } from '@racecast/courses/fixtures'
import { simulateRace } from '@racecast/generator/simulation'
import { openSink, openStore } from '@racecast/pinot/adapters'
import type { PositionStore } from '@racecast/pinot/ports'
import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../clock.ts'
import { temporaryFolder } from '../poll/testing/recorded-race.ts'
import { createMaker } from './local-maker.ts'
import type { Made, Maker, Order } from './maker.ts'
import { filesOf } from './testing/files-of.ts'
import { hurried } from './testing/hurried.ts'
import { createWorkerMaker } from './worker-maker.ts'

const gun = 1_760_000_000_000
const course: Course = track400()

/** A race that is over, in a file; and what is ordered of it. */
async function finishedRace() {
  const folder = temporaryFolder()
  const storeUrl = `sqlite:${join(folder, 'events.db')}`
  const sink = openSink(storeUrl)
  const request = {
    seed: 3,
    competitors: 8,
    fastest: 200,
    slowest: 500,
    stoppingRatio: 0,
    minPause: 0,
    maxPause: 0,
  }
  const { record, entries, rowsUpTo } = simulateRace(request, course, gun)
  const rows = rowsUpTo(gun + 600_000)
  await sink.putEntries(entries)
  await sink.putFixes(rows)
  const finishedAt = Math.max(...rows.map(({ timestamp }) => timestamp))
  const race = { ...record, status: 'finished' as const, finishedAt, updatedAt: finishedAt }
  await sink.putRace(race)
  onTestFinished(() => sink.close())
  const order: Order = {
    runId: record.runId,
    course,
    settledAt: finishedAt + 60_000,
    growTo: null,
    over: true,
  }
  const local = (root = join(temporaryFolder(), 'rewind')) => {
    const maker = createMaker(root, openStore(storeUrl), hurried())
    onTestFinished(() => maker.close())
    return { maker, root }
  }
  return { storeUrl, sink, race, rows, order, local }
}

async function all(maker: Maker, order: Order): Promise<Made> {
  for (;;) {
    const made = await maker.make(order)
    if (!made!.more) return made!
  }
}

describe('making a recording', () => {
  it('comes to the same bytes in a thread of its own, at another gateway, and after a restart in the middle', async () => {
    const { storeUrl, order, local, race } = await finishedRace()
    const reference = local()
    const made = await all(reference.maker, order)
    expect(made.kept.completeFor).toBe(race.updatedAt)
    expect(made.kept.chunks.length).toBeGreaterThan(2)

    const root = join(temporaryFolder(), 'rewind')
    const worker = createWorkerMaker({ root, storeUrl })
    onTestFinished(() => worker.close())
    expect(await all(worker, order)).toEqual(made)
    expect(filesOf(root)).toEqual(filesOf(reference.root))

    const before = local()
    await before.maker.make({ ...order, over: false, settledAt: gun + 61_000 })
    const after = local(before.root)
    expect(await all(after.maker, order)).toEqual(made)
    expect(filesOf(before.root)).toEqual(filesOf(reference.root))
  })

  it('reads a large field in several windows a chunk, and a small one in one, to the same bytes', async () => {
    const { storeUrl, order, local } = await finishedRace()
    const small = local()
    const made = await all(small.maker, order)

    const store = openStore(storeUrl)
    let windows = 0
    const root = join(temporaryFolder(), 'rewind')
    const counting = (others: number): PositionStore => ({
      ...store,
      async entries(runId) {
        const entries = await store.entries(runId)
        const entered = Array.from({ length: others }, (_, i) => ({ ...entries[0]!, competitorId: 1000 + i }))
        return [...entries, ...entered]
      },
      history(window) {
        windows++
        return store.history(window)
      },
    })
    const maker = createMaker(root, counting(12_000), hurried())
    onTestFinished(() => maker.close())
    expect(await all(maker, order)).toEqual(made)
    expect(filesOf(root)).toEqual(filesOf(small.root))
    expect(windows).toBeGreaterThan(11 * (made.kept.chunks.length - 1))

    windows = 0
    await all(createMaker(join(temporaryFolder(), 'rewind'), counting(0), hurried()), order)
    expect(windows).toBe(made.kept.chunks.length)
  })

  it('asks the store for nothing but the record once all is complete', async () => {
    const { order, race, rows, local } = await finishedRace()
    const { maker, root } = local()
    const made = await all(maker, order)
    const asked: string[] = []
    const noting =
      <T>(query: string, answer: T) =>
      async () => {
        asked.push(query)
        return answer
      }
    const counting = createMaker(
      root,
      {
        races: noting('races', [race]),
        entries: noting('entries', []),
        latest: noting('latest', rows),
        history: noting('history', rows),
        extent: noting('extent', null),
        onChange: () => null,
        ping: noting('ping', undefined),
        close: async () => {},
      },
      systemClock,
    )
    expect(await counting.make(order)).toEqual({ ...made, more: false })
    expect(asked).toEqual(['races'])
  })

  it('of a race that goes on after all makes the last chunk again, and no other', async () => {
    const { order, race, sink, local } = await finishedRace()
    const { maker } = local()
    const { kept } = await all(maker, order)
    const last = kept.chunks.length * 60_000
    await sink.putRace({ ...race, status: 'started', finishedAt: null, updatedAt: race.updatedAt + 1 })
    const on = await all(maker, { ...order, over: false, settledAt: gun + last + 1000 })
    expect(on.kept.completeFor).toBeNull()
    expect(on.kept.chunks).toEqual(kept.chunks)
    const growing = await all(maker, { ...order, over: false, growTo: gun + last + 30_000 })
    expect(growing.growing).toMatchObject({ untilMs: last + 30_000 })
  })

  it('begins anew from a damaged index, and from chunks that are not to be relied on', async () => {
    const { order, race, local } = await finishedRace()
    const { maker, root } = local()
    const made = await all(maker, order)
    const whole = filesOf(root)
    const index = Object.keys(whole).find((name) => name.endsWith('index.json'))!
    writeFileSync(join(root, index), '{"kept":')
    expect(await all(local(root).maker, order)).toEqual(made)
    expect(filesOf(root)).toEqual(whole)

    writeFileSync(join(root, index.replace('index.json', '0.chunk')), 'damaged')
    await maker.distrust({ runId: race.runId, epoch: made.kept.epoch })
    expect(await all(maker, order)).toEqual(made)
    expect(filesOf(root)).toEqual(whole)
  })

  it('makes nothing anew while its index cannot be read', async () => {
    const { order, local } = await finishedRace()
    const { maker, root } = local()
    const made = await all(maker, order)
    const whole = filesOf(root)
    const index = join(root, Object.keys(whole).find((name) => name.endsWith('index.json'))!)
    renameSync(index, `${index}.kept`)
    // A folder cannot be read as a file, as a file cannot where too many are open.
    mkdirSync(index)
    await expect(all(local(root).maker, order)).rejects.toMatchObject({ code: 'EISDIR' })
    rmdirSync(index)
    renameSync(`${index}.kept`, index)
    expect(await all(local(root).maker, order)).toEqual(made)
    expect(filesOf(root)).toEqual(whole)
  })

  it('removes what is too old or too much, of races under way the oldest chunks alone', async () => {
    const { order, race, local } = await finishedRace()
    const { maker, root } = local()
    const { kept } = await all(maker, order)
    const much = { mostBytes: 1e9, oldest: 0, live: [] }
    writeFileSync(join(root, 'a file of somebody else'), '')
    expect(await maker.tidy(much)).toEqual([])
    rmSync(join(root, 'a file of somebody else'))
    expect(await maker.tidy({ ...much, oldest: Number.MAX_SAFE_INTEGER })).toEqual([race.runId])
    expect(readdirSync(root)).toEqual([])
    expect((await all(maker, order)).kept).toEqual(kept)
    expect(await maker.tidy({ ...much, mostBytes: 1000 })).toEqual([race.runId])
    expect(readdirSync(root)).toEqual([])

    const live = { ...order, over: false, settledAt: gun + 125_000 }
    expect((await all(maker, live)).kept).toMatchObject({ first: 0, chunks: [{}, {}] })
    await maker.tidy({ ...much, mostBytes: 1000, live: [race.runId] })
    expect((await all(maker, live)).kept).toMatchObject({ first: 1, chunks: [{}] })
  })

  it('leaves nothing half written where a file cannot be written, and goes on when it can', async () => {
    const { order, local } = await finishedRace()
    const { maker, root } = local()
    await maker.make({ ...order, over: false, settledAt: gun + 61_000 })
    const [runId = ''] = readdirSync(root)
    const [epoch = ''] = readdirSync(join(root, runId))
    // What cannot be put in its place, since a folder is there, fails as on a full disk: after it was written.
    const inTheWay = join(root, runId, epoch, '1.traces')
    mkdirSync(join(inTheWay, 'full'), { recursive: true })
    await expect(all(maker, order)).rejects.toThrow()
    rmSync(inTheWay, { recursive: true })
    expect(Object.keys(filesOf(root)).filter((name) => name.includes('.part'))).toEqual([])
    const made = await all(maker, order)
    const other = local()
    expect(await all(other.maker, order)).toEqual(made)
    expect(filesOf(root)).toEqual(filesOf(other.root))
  })
})
