import { mkdirSync, renameSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { track400 } from '@racecast/courses/fixtures'
import { describe, expect, it } from 'vitest'
import { controlToken, gateway } from '../fixtures/gateway.ts'
import { settled } from '../poll/testing/recorded-race.ts'
import { decodeMessage, readChunk, type Snapshot } from '../protocol/index.ts'
import { type RewoundOptions, rewoundRace } from './testing/rewound-race.ts'

const course = track400()
const slow = { fastest: 300, slowest: 500, stoppingRatio: 0 }

async function recorded(options: Partial<RewoundOptions> = {}) {
  const race = await rewoundRace({ course, competitors: 6, request: slow, noteAt: [], ...options })
  const index = await race.complete()
  const get = (path: string, headers: Record<string, string> = {}) =>
    race.app.inject({ url: `/api/races/${race.record.slug}/${path}`, headers })
  return { ...race, index, get, chunk: (n: number) => `rewind/${index.epoch}/${n}` }
}

describe('the recording of a race', () => {
  it('is told of by an index, and each chunk is a file that never changes and may be kept for a minute (Z-1, Z-2)', async () => {
    const { index, get, chunk } = await recorded()
    expect(index).toMatchObject({ chunkMs: 60_000, lengthCm: course.lengthCm, first: 0, complete: true })
    expect(index.bytes.length).toBeGreaterThan(2)
    const first = await get(chunk(0))
    expect(first.rawPayload).toHaveLength(index.bytes[0]!)
    expect(first.headers).toMatchObject({
      'cache-control': 'public, max-age=60',
      'content-type': 'application/octet-stream',
      'access-control-allow-origin': '*',
      'accept-ranges': 'bytes',
    })
    const etag = String(first.headers.etag)
    for (const range of [{}, { range: 'bytes=0-9' }] as Record<string, string>[]) {
      const again = await get(chunk(0), { 'if-none-match': etag, ...range })
      expect([again.statusCode, again.body, again.headers]).toMatchObject([
        ...[304, '', { etag, 'cache-control': 'public, max-age=60' }],
      ])
    }
    expect((await get(chunk(0), { 'if-none-match': '"other"' })).statusCode).toBe(200)
  })

  it('has nobody in it by name, and tells no name of who has become anonymous since (Z-5)', async () => {
    const { index, get, chunk, simulation, become, record } = await recorded()
    const { name, bib } = simulation.entries[0]!
    const paths = index.bytes.map((_, n) => chunk(n))
    const at = new Date(record.startTime + 90_000).toISOString()
    const asked = ['positions', 'positions.csv', 'leaderboard'].map((path) => `${path}?at=${at}`)
    for (const path of asked) expect((await get(path)).body).toContain(name)
    await become([{ ...simulation.entries[0]!, anonymous: true }])
    for (const path of [...paths, 'rewind', `traces?bibs=${bib}`, ...asked]) {
      const { statusCode, body } = await get(path)
      expect([path, statusCode, body.includes(name)]).toEqual([path, 200, false])
    }
    expect((await get(asked[0]!)).body).toContain(`Anonymous (${bib})`)
  })

  it('gives a keyframe alone by its range, without anybody in it by name (Z-4, Z-5)', async () => {
    const { index, get, chunk } = await recorded()
    const answer = await get(chunk(1), { range: `bytes=0-${index.keyframeBytes[1]! - 1}` })
    expect(answer.statusCode).toBe(206)
    expect(answer.headers['content-range']).toBe(`bytes 0-${index.keyframeBytes[1]! - 1}/${index.bytes[1]}`)
    const { keyframe, deltas, fromMs } = readChunk(answer.rawPayload)
    expect([deltas, fromMs]).toEqual([[], 60_000])
    const snapshot = decodeMessage(keyframe, null) as Snapshot
    expect(snapshot.positions).toHaveLength(6)
    expect([snapshot.roster, snapshot.race.name]).toEqual([[], ''])

    const refused = await get(chunk(1), { range: 'bytes=9999999-' })
    expect([refused.statusCode, refused.headers['cache-control']]).toEqual([416, 'no-store'])
    const other = { range: 'bytes=0-9', 'if-range': '"another"' }
    expect((await get(chunk(1), other)).statusCode).toBe(200)
  })

  it('has no chunk of another epoch or number (Z-2)', async () => {
    const { index, get } = await recorded()
    for (const path of [`${index.epoch + 1}/0`, `${index.epoch}/99`]) {
      const answer = await get(`rewind/${path}`)
      expect([answer.statusCode, answer.json().type]).toEqual([404, 'urn:racecast:problem:chunk-not-found'])
    }
    expect((await get(`rewind/${index.epoch}/x`)).statusCode).toBe(400)
  })

  it('is made anew where a chunk is damaged', async () => {
    const { index, get, chunk, folder, record, complete } = await recorded()
    const before = await get(chunk(1))
    writeFileSync(join(folder, 'rewind', record.runId, String(index.epoch), '1.chunk'), 'not a chunk')
    expect((await get(chunk(1))).statusCode).toBe(404)
    for (let turn = 0; turn < 50; turn++) await settled()
    expect(await complete()).toEqual(index)
    expect((await get(chunk(1))).rawPayload).toEqual(before.rawPayload)
  })

  it('has the traces of some over all of it, and the ends of the field (Z-7)', async () => {
    const { get, simulation, index } = await recorded()
    const { everyMs, fromMs, front, back, traces, complete } = (await get('traces?bibs=1,4')).json()
    expect([everyMs, fromMs, traces.length, complete]).toEqual([10_000, 0, 2, true])
    expect(traces[0].cm).toHaveLength(index.bytes.length * 6)
    for (const { bib, cm } of traces) {
      const plan = simulation.plans[simulation.entries.findIndex((entry) => entry.bib === bib)]!
      const upTo = Math.floor(plan.finishMs! / everyMs)
      cm.slice(0, upTo).forEach((at: number, i: number) => {
        expect(Math.abs(at - plan.positionCm(i * everyMs))).toBeLessThanOrEqual(1)
        expect(at).toBeLessThanOrEqual(front[i])
        expect(at).toBeGreaterThanOrEqual(back[i])
      })
      expect(cm[upTo + 1]).toBe(course.lengthCm)
    }
    expect((await get('traces?bibs=nobody')).statusCode).toBe(404)
    expect((await get('traces?bibs=1,2,3,4,5,6,7')).statusCode).toBe(400)
  })

  it('of a private race is kept by nobody, and there for nobody without a key', async () => {
    const { get, chunk, index } = await recorded({ record: { visibility: 'private' } })
    for (const path of ['rewind', chunk(0), 'traces'])
      expect([path, (await get(path)).statusCode]).toEqual([path, 404])
    expect(index.complete).toBe(true)
    const own = await get(chunk(0), { authorization: `Bearer ${controlToken}` })
    expect([own.statusCode, own.headers['cache-control']]).toEqual([200, 'no-store'])
  })

  it('is not made anew where a chunk cannot be read for a while', async () => {
    const { index, get, chunk, folder, record } = await recorded()
    const path = join(folder, 'rewind', record.runId, String(index.epoch), '1.chunk')
    renameSync(path, `${path}.kept`)
    // A folder cannot be read as a file, as a file cannot where too many are open.
    mkdirSync(path)
    expect((await get(chunk(1))).statusCode).toBe(500)
    rmdirSync(path)
    renameSync(`${path}.kept`, path)
    expect((await get(chunk(1))).statusCode).toBe(200)
    expect((await get('rewind')).json()).toEqual(index)
  })

  it('grows while the race runs, for who looks at it', async () => {
    const seen: { reachesMs: number | null; bytes: number[]; whole: number }[] = []
    const noted = async (tick: number, index: () => Promise<(typeof seen)[0]>) => {
      if (tick > 20 && tick % 10 === 0) seen.push(await index())
    }
    await recorded({ onTick: noted })
    const reach = seen.map(({ reachesMs }) => reachesMs ?? 0)
    expect(reach).toEqual([...reach].sort((a, b) => a - b))
    expect(seen.some(({ bytes, whole }) => bytes.length === whole + 1)).toBe(true)
    expect(Math.max(...reach)).toBeGreaterThan(100_000)
  })

  it('is not there of a race that is worked out from the clock, nor where none is kept', async () => {
    const { app } = await gateway({ config: { rewindMaxMb: 100, dataDir: '/nonexistent' } })
    const answer = await app.inject('/api/races/test/rewind')
    expect([answer.statusCode, answer.json().type]).toEqual([404, 'urn:racecast:problem:not-recorded'])
    const { app: off, race } = await gateway()
    expect((await off.inject(`/api/races/${race.info.slug}/rewind`)).json().detail).toMatch('REWIND_MAX_MB')
  })
})
