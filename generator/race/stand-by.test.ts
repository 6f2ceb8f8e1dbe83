import type { RaceRecord } from '@racecast/pinot/events'
import type { LeaseState } from '@racecast/pinot/ports'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { buildApp } from '../app.ts'
import { secondAfter } from '../clock.ts'
import { courses } from '../testing/courses.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { settableLease } from '../testing/lease.ts'
import { racingOnSqlite, silent, untroubled, withoutPublishedAt } from '../testing/racing.ts'
import { breakable, sqliteEvents, temporaryFolder } from '../testing/sink.ts'
import { createRacing } from './racing.ts'

const held = (term: number): LeaseState => ({ name: 'held', term })
const elsewhere: LeaseState = { name: 'elsewhere' }
const TOKEN = 'a-token-for-tests'
const WALL = 1_760_000_000_000

/** Generators on one file, each with the file's own lease and all on one clock. */
function generators() {
  const folder = temporaryFolder()
  const clock = fakeClock(WALL)
  const { store } = sqliteEvents(folder)
  async function start() {
    const { sink } = sqliteEvents(folder)
    const calls = breakable(sink)
    const app = buildApp({ controlToken: TOKEN, logLevel: 'silent' }, { sink: calls.sink, courses }, clock)
    onTestFinished(() => app.close())
    await app.ready()
    const ask = async (method: 'GET' | 'POST', url: string, body?: object) => {
      const headers = { authorization: `Bearer ${TOKEN}` }
      const reply = await app.inject({ method, url, headers, ...(body && { payload: body }) })
      return { status: reply.statusCode, headers: reply.headers, body: reply.json() }
    }
    const end = async () => {
      await app.close()
      await sink.close()
    }
    return { ask, end, puts: calls.state.calls }
  }
  const stored = async (runId: string): Promise<RaceRecord> =>
    (await store.races()).find((race) => race.runId === runId)!
  const history = (runId: string) => store.history({ runId, from: 0, to: Number.MAX_SAFE_INTEGER })
  return { start, clock, stored, history }
}
type Generator = Awaited<ReturnType<ReturnType<typeof generators>['start']>>

describe('of two generators on one sink', () => {
  const request = { course: 'track-400', competitors: 12, fastest: 200, slowest: 350, seed: 21 }
  const ready = (one: Generator) => one.ask('GET', '/readyz')

  it('one publishes and the other stands by; each row is put once, and a takeover makes up for what was missed', async () => {
    const { start, clock, stored, history } = generators()
    const [first, second] = [await start(), await start()]
    const { runId } = (await first.ask('POST', '/races', request)).body
    const publishedOrOver = async () => {
      if ((await stored(runId)).status === 'finished') return
      expect((await history(runId)).at(-1)?.timestamp).toBe(clock.now())
    }
    const run = async (seconds: number) => {
      for (let s = 0; s < seconds; s++) {
        clock.advance(1000)
        await vi.waitFor(publishedOrOver, { timeout: 10_000, interval: 1 })
      }
    }
    await run(30)
    expect((await ready(first)).status).toBe(200)
    expect((await ready(second)).status).toBe(503)
    await first.end()
    expect(second.puts).toEqual([])

    // Twenty seconds pass before the other has seen that it may.
    clock.set(clock.now() + 20_000)
    await vi.waitFor(async () => expect((await ready(second)).status).toBe(200), { timeout: 10_000 })
    await run(200)
    const race = await stored(runId)
    expect(race).toMatchObject({ status: 'finished', gaps: [{ from: WALL + 30_000, to: WALL + 50_000 }] })
    const rows = await history(runId)
    expect(withoutPublishedAt(rows)).toEqual(untroubled(race))
    const put = [first, second].flatMap(({ puts }) => puts.filter((call) => call.put === 'putFixes'))
    // A restart sends the last second again, since it may have been put in part.
    expect(put.reduce((sum, call) => sum + call.rows, 0)).toBe(rows.length + 12)
  })

  it('the one that stands by is alive, and answers 503 with what to do', async () => {
    const { start, clock } = generators()
    const [first, second] = [await start(), await start()]
    const { runId } = (await first.ask('POST', '/races', request)).body
    clock.advance(1000)
    expect(await second.ask('GET', '/healthz')).toMatchObject({
      status: 200,
      body: { status: 'ok', lease: 'elsewhere', active: 0 },
    })
    for (const [method, url] of [
      ['POST', '/races'],
      ['POST', `/races/${runId}/pause`],
      ['POST', `/races/${runId}/stop`],
      ['GET', '/races'],
      ['GET', `/races/${runId}`],
      ['GET', '/readyz'],
    ] as const) {
      const { status, headers, body } = await second.ask(method, url, method === 'POST' ? request : undefined)
      expect([url, status]).toEqual([url, 503])
      expect(body).toMatchObject({
        type: 'urn:racecast:problem:standing-by',
        detail: expect.stringMatching(/another generator .*; ask that one, or try again/),
      })
      expect(headers['retry-after']).toBe('1')
    }
    expect(second.puts).toEqual([])
  })
})

describe('a generator', () => {
  it('publishes nothing until it holds the lease, and then what was missed', async () => {
    const lease = settableLease(held(1))
    const { create, run, history, finish, stored, racing } = await racingOnSqlite({ lease })
    const { runId } = await create()
    await run(10)
    const before = await history(runId)
    lease.set(elsewhere)
    await run(10)
    expect(await history(runId)).toEqual(before)
    expect(racing().counts()).toMatchObject({ active: 0, lease: 'elsewhere' })
    lease.set(held(2))
    await run(1)
    await finish(runId)
    expect(withoutPublishedAt(await history(runId))).toEqual(untroubled(await stored(runId)))
  })

  it('reads the races anew with each term: what another one did meanwhile holds', async () => {
    const lease = settableLease(held(1))
    const { create, run, stored, history, racing, clock, other } = await racingOnSqlite({ lease })
    const { runId } = await create()
    await run(10)
    lease.set(elsewhere)
    const rival = await other()
    await rival.command(runId, 'stop')
    await run(5)
    lease.set(held(2))
    await run(5)
    expect(await stored(runId)).toMatchObject({ status: 'finished' })
    expect(racing().find(runId)).toEqual(await stored(runId))
    expect(racing().counts()).toMatchObject({ active: 0, over: 1 })
    expect((await history(runId)).at(-1)!.timestamp).toBeLessThan(clock.now() - 8000)
  })

  it('that lost the lease between two sends of a tick sends no more of it', async () => {
    const lease = settableLease(held(1))
    const { create, run, state } = await racingOnSqlite({ lease })
    await create()
    await create({ seed: 5 })
    await run(10)
    state.calls.length = 0
    state.afterPut = () => lease.set(elsewhere)
    await run(3)
    expect(state.calls).toEqual([{ put: 'putFixes', rows: 12 }])
  })

  it('refuses a command whose acknowledgement it can no longer have', async () => {
    const lease = settableLease(held(1))
    const { create, run, racing, state, stored, clock } = await racingOnSqlite({ lease })
    const { runId } = await create()
    await run(10)
    clock.set(clock.now() + 1500)
    state.afterPut = () => lease.set(elsewhere)
    await expect(racing().command(runId, 'stop')).rejects.toMatchObject({ code: 'standing-by' })
    expect((await stored(runId)).status).toBe('started')
    expect(racing().counts().sinkIsDown).toBe(false)
  })

  it('whose sink cannot say who holds the lease says why, and that nothing was done', async () => {
    const lease = settableLease({ name: 'unknown', reason: new Error('kafka://there:1: no answer') })
    const { sink, state } = breakable(sqliteEvents().sink)
    state.lease = lease
    const racing = createRacing({ sink, courses }, { clock: fakeClock(), log: silent })
    await racing.start()
    await expect(racing.create({})).rejects.toMatchObject({
      code: 'not-ready',
      message: 'kafka://there:1: no answer; nothing was done, try again',
    })
  })

  it('starts although nobody says for a while who holds the lease', async () => {
    const { sink, state } = breakable(sqliteEvents().sink)
    const lease = settableLease()
    state.lease = { ...lease, asked: () => new Promise(() => {}) }
    const clock = fakeClock()
    const racing = createRacing({ sink, courses }, { clock, log: silent })
    const started = racing.start()
    clock.advance(2000)
    await started
    await expect(racing.create({})).rejects.toMatchObject({ code: 'not-ready' })
  })

  it('takes up its races as soon as it hears that it has the lease, not only at the next second', async () => {
    const lease = settableLease(elsewhere)
    const { clock, racing, store } = await racingOnSqlite({ lease })
    expect(() => racing().records()).toThrow(/another generator/)
    lease.set(held(1))
    await vi.waitFor(() => expect(racing().records()).toEqual([]), { timeout: 10_000 })
    expect(await store.races()).toEqual([])
    expect(secondAfter(clock.now()) - clock.now()).toBe(1000)
  })
})
