import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openCatalogue } from '@racecast/courses/catalogue'
import { track400 } from '@racecast/courses/fixtures'
import { describe, expect, it, onTestFinished } from 'vitest'
import { controlToken } from '../../fixtures/gateway.ts'
import { gun, type RewoundOptions, rewoundRace } from '../testing/rewound-race.ts'
import { createChunkMoments } from './chunk-moments.ts'
import type { MomentOrder } from './moments.ts'
import { createMomentsThread } from './moments-thread.ts'

const course = track400()
const crystal = openCatalogue().get('crystal') ?? openCatalogue().list()[0]!
const request = { fastest: 300, slowest: 600, stoppingRatio: 0.3 }
const slug = 'yesterday'
const headers = { authorization: `Bearer ${controlToken}` }
/** How long ago a moment is when it is asked for while it is in memory, s. */
const agoS = 8

/** Without the gap: when the front passed a place is known the better the longer it is ago, from wherever it is read. */
function asOfThen(rows: Record<string, unknown>[]) {
  return rows.map(({ gap, gapText, ...row }) => row)
}

type Asks = (path: string) => Promise<{ rows: Record<string, unknown>[]; raceTimeMs: number }>

/** A race that is over and recorded, and what was answered of some seconds of it while they were in memory. */
async function pastRace(seconds: readonly number[], options: Partial<RewoundOptions> = {}) {
  const live = new Map<string, unknown>()
  const paths = (s: number) =>
    ['leaderboard', 'positions'].map((what) => `${what}?at=${gun + 1000 * s + 300}`)
  const race = await rewoundRace({
    ...{ course, competitors: 12, request, noteAt: [], record: { slug }, ...options },
    async onTick(tick, _index, app) {
      if (!seconds.includes(tick - agoS)) return
      for (const path of paths(tick - agoS)) {
        const answer = await app.inject({ url: `/api/races/${slug}/${path}`, headers })
        live.set(path, asOfThen(answer.json().rows))
      }
    },
  })
  await race.complete()
  const ask: Asks = async (path) =>
    (await race.app.inject({ url: `/api/races/${race.record.runId}/${path}`, headers })).json()
  return { ...race, ask, live, paths }
}

describe('a moment that was recorded', { timeout: 60_000 }, () => {
  it('is answered as it was from memory, in any order, without a look at the store', async () => {
    const seconds = [12, 59, 60, 61, 95, 119, 150]
    const { ask, live, paths, readAt } = await pastRace(seconds, {})
    readAt.length = 0
    for (const s of [...seconds, ...seconds.toReversed(), 95, 12, 150])
      for (const path of paths(s)) {
        const { rows } = await ask(path)
        expect(rows).toHaveLength(12)
        expect(asOfThen(rows), path).toEqual(live.get(path))
      }
    expect(readAt).toEqual([])
  })

  it('is the same with waves, noise and silence, off the course too', async () => {
    const seconds = [20, 75, 130, 200]
    const hard = { gpsNoiseM: 3, dropoutRatio: 0.5, wanderRatio: 0.4, waves: 2, waveGapS: 20 }
    const { ask, live, paths, readAt } = await pastRace(seconds, {
      ...{ course: crystal, request: { ...request, fastest: 100, slowest: 150, ...hard } },
    })
    readAt.length = 0
    for (const s of seconds)
      for (const path of paths(s)) expect(asOfThen((await ask(path)).rows), path).toEqual(live.get(path))
    expect(readAt).toEqual([])
  })

  it.each([
    ['the usual delay', {}],
    ['a longer one', { playoutDelayMs: 5000 }],
  ])('has no fix that came after %s, from memory as little as from the recording (Z-6)', async (_, delay) => {
    const seconds = Array.from({ length: 24 }, (_, i) => 20 + 5 * i)
    const { ask, live, paths } = await pastRace(seconds, {
      request: { ...request, dropoutRatio: 1 },
      record: { slug, ...delay },
    })
    // When the fence was left is known the better the later, too.
    const placesOf = (rows: unknown) =>
      (rows as Record<string, unknown>[]).map(({ gap, gapText, inFence, fenceTime, ...row }) => row)
    for (const s of seconds)
      for (const path of paths(s)) {
        expect(placesOf((await ask(path)).rows), path).toEqual(placesOf(live.get(path)))
      }
    // Somebody was heard again between the delay and the question: that is what told them apart.
    const certainties = [...live.values()].flatMap((rows) =>
      (rows as { certainty: string }[]).map(({ certainty }) => certainty),
    )
    expect(new Set(certainties)).toEqual(new Set(['known', 'predicted', 'frozen']))
  })

  it('is that of the store where it is not recorded: before the gun, or with a chunk that cannot be read', async () => {
    const { ask, paths, readAt, folder, record, index } = await pastRace([], {})
    const [, path = ''] = paths(80)
    const recorded = await ask(path)
    readAt.length = 0
    const before = await ask(`positions?at=${gun - 5000}`)
    expect(before.rows.map(({ distance }) => distance)).toEqual(before.rows.map(() => 0))
    expect(readAt.length).toBeGreaterThan(0)

    const { epoch } = await index()
    const chunk = join(folder, 'rewind', record.runId, String(epoch), '1.chunk')
    writeFileSync(chunk, readFileSync(chunk).fill(0, 20, 40))
    // Another moment first, so that nothing of that chunk is held any more.
    await ask(paths(20)[1]!)
    readAt.length = 0
    const stored = await ask(path)
    expect(readAt).toContain(gun + 80_300)
    expect(stored.rows).toEqual(recorded.rows)
  })

  it('comes out of a thread as it does here, and is refused by both where a chunk is gone', async () => {
    const { folder, record, index } = await pastRace([])
    const { epoch, lengthCm } = await index()
    const recording = join(folder, 'rewind', record.runId, String(epoch))
    const { kept } = JSON.parse(readFileSync(join(recording, 'index.json'), 'utf8'))
    const order = (n: number): MomentOrder => ({
      ...{ recording, raceMs: n * 60_000 + 30_500, leadMs: 2000, lengthCm },
      chunks: [{ n, path: join(recording, `${n}.chunk`), ...(kept.chunks[n] ?? kept.chunks[0]) }],
    })
    const [here, thread] = [createChunkMoments(), createMomentsThread()]
    onTestFinished(() => thread.close())
    const read = await here.at(order(1))
    expect(read.ids).toHaveLength(12)
    expect(await thread.at(order(1))).toEqual(read)
    for (const reader of [here, thread]) await expect(reader.at(order(99))).rejects.toThrow('ENOENT')
    expect(await thread.at(order(0))).toEqual(await here.at(order(0)))
  })
})
