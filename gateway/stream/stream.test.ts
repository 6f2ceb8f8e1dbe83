import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { EventStream } from '../fixtures/event-stream.ts'
import { controlToken, gateway, metricsAsked, type Setting } from '../fixtures/gateway.ts'
import { rosterEntry, runId } from '../fixtures/race.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { RaceState } from '../protocol/index.ts'

const api = `/api/races/${runId}/stream`
const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 5 })

async function setUp(setting: Setting = {}) {
  const time = new VirtualTime()
  const built = await gateway({ clock: time, ...setting })
  const address = (await built.listen()).replace('ws:', 'http:')

  /** Opens a stream, as an EventSource does; `ask` answers with what there is otherwise. */
  async function open(query = '', headers: Record<string, string> = {}) {
    const { response, sent } = await ask(`${api}${query}`, headers)
    const stream = new EventStream()
    response.on('data', (bytes: Buffer) => stream.take(bytes))
    response.on('error', () => {})
    return { stream, response, end: () => sent.destroy() }
  }
  async function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
    const sent = request(new URL(path, address), { headers, method, agent: false })
    onTestFinished(() => void sent.destroy())
    sent.on('error', () => {})
    sent.end()
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    return { response, sent }
  }
  return { ...built, time, open, ask }
}

describe('a race as server-sent events', () => {
  it('greets, says what will come and how soon to come back, and begins with board and log (P-1, P-2)', async () => {
    const { race, open } = await setUp()
    race.tick()
    const { stream, response } = await open()
    await until(() =>
      expect(stream.events.map(({ type }) => type)).toEqual([
        'welcome',
        'subscribed',
        'snapshot',
        'board',
        'ping',
      ]),
    )
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'access-control-allow-origin': '*',
    })
    expect(response.headers['transfer-encoding']).toBeUndefined()
    expect(stream.retry).toBeGreaterThanOrEqual(2000)
    expect(stream.of('subscribed')).toEqual([
      { type: 'subscribed', race: runId, topics: ['board', 'log'], every: 1, delayMs: 0, rows: 20 },
    ])
    expect(stream.of('snapshot')[0]).toMatchObject({
      reason: 'subscribed',
      seq: 1,
      positions: [],
      roster: [],
    })
    expect(stream.of('board')[0].rows).toHaveLength(5)
  })

  it('has the board anew at each tick, and each entry of the log once', async () => {
    const { race, time, open } = await setUp()
    const { stream } = await open('?topics=board,log&rows=2')
    await until(() => expect(stream.of('board')).toHaveLength(1))
    for (let i = 0; i < 3; i++) {
      time.pass(1000)
      race.tick()
    }
    race.say({ log: [{ n: 1, kind: 'start', t: 100, id: 2 }] })
    await until(() => expect(stream.of('board')).toHaveLength(5))
    expect(stream.of('board').at(-1).rows).toHaveLength(2)
    expect(stream.of('delta')).toEqual([
      expect.objectContaining({ seq: 4, positions: [], log: [expect.objectContaining({ n: 1 })] }),
    ])
    expect(stream.lastEventId).toBe('1/4')
  })

  it('has the positions of chosen competitors, whose state can be kept hash by hash (P-1)', async () => {
    const { race, open } = await setUp()
    const { stream } = await open('?topics=positions,roster,log&bibs=102,104')
    await until(() => expect(stream.of('snapshot')).toHaveLength(1))
    for (let i = 0; i < 3; i++) race.tick()
    await until(() => expect(stream.of('delta')).toHaveLength(3))
    const state = new RaceState(stream.of('snapshot')[0])
    for (const delta of stream.of('delta')) {
      state.apply(delta)
      expect(state.entities.hash).toBe(delta.hash)
    }
    expect([...state.entities.slots.keys()].sort()).toEqual([2, 4])
  })

  it('keeps names in any script, and line breaks in them, within one event', async () => {
    const { race, open } = await setUp()
    const { stream } = await open('?topics=roster')
    await until(() => expect(stream.of('snapshot')).toHaveLength(1))
    const name = 'ليلى\n\ndata: 王小明 🏃'
    race.say({ roster: [{ ...rosterEntry(1), name }] })
    await until(() => expect(stream.of('delta')).toHaveLength(1))
    expect(stream.of('delta')[0].roster[0].name).toBe(name)
  })

  it('resumes after the event that came last: only what was missed comes (P-2)', async () => {
    const { race, open } = await setUp()
    const first = await open('?topics=log')
    await until(() => expect(first.stream.of('snapshot')).toHaveLength(1))
    race.say({ log: [{ n: 1, kind: 'start', t: 100, id: 1 }] })
    await until(() => expect(first.stream.lastEventId).toBe('1/1'))
    first.end()
    race.say({ log: [{ n: 2, kind: 'start', t: 200, id: 2 }] })
    race.say({ log: [{ n: 3, kind: 'start', t: 300, id: 3 }] })
    const { stream } = await open('?topics=log', { 'last-event-id': first.stream.lastEventId })
    await until(() =>
      expect(stream.events.map(({ type }) => type)).toEqual(['welcome', 'subscribed', 'delta', 'ping']),
    )
    expect(stream.of('delta')[0]).toMatchObject({ since: 1, seq: 3 })
    expect(stream.of('delta')[0].log.map(({ n }: { n: number }) => n)).toEqual([2, 3])
    expect(stream.lastEventId).toBe('1/3')
  })

  it.each([
    ['0/5', 'epoch'],
    ['1/9', 'ahead'],
    ['nonsense', 'subscribed'],
  ])('begins anew after the event %s, saying why: %s', async (id, reason) => {
    const { race, open } = await setUp()
    race.tick()
    const { stream } = await open('', { 'last-event-id': id })
    await until(() => expect(stream.of('snapshot')).toMatchObject([{ reason }]))
  })

  it('pings every ten seconds', async () => {
    const { time, open } = await setUp()
    const { stream } = await open()
    await until(() => expect(stream.of('ping')).toHaveLength(1))
    time.pass(21_000)
    await until(() => expect(stream.of('ping')).toHaveLength(3))
  })

  it('is the slower and the later if that was asked for', async () => {
    const { open } = await setUp()
    const { stream } = await open('?every=5&delay=3000')
    await until(() => expect(stream.of('subscribed')).toMatchObject([{ every: 5, delayMs: 3000 }]))
  })

  it('says bye at an orderly end, and when to come back in a way that an EventSource heeds (P-2)', async () => {
    const { app, open } = await setUp()
    const streams = [await open(), await open()]
    await until(() => expect(streams.map(({ stream }) => stream.of('ping').length)).toEqual([1, 1]))
    const ended = streams.map(({ response }) => once(response, 'end'))
    await app.close()
    await Promise.all(ended)
    for (const { stream } of streams) {
      expect(stream.events.at(-1)!.type).toBe('bye')
      expect(stream.retry).toBe(stream.of('bye')[0].reconnectAfterMs)
    }
    expect(streams[0]!.stream.retry).not.toBe(streams[1]!.stream.retry)
  })

  it('comes to its end although a reader takes nothing', async () => {
    const { app, race, time, open } = await setUp()
    const { response } = await open('?topics=roster')
    response.pause()
    const name = 'x'.repeat(2 ** 20)
    for (let i = 0; i < 20; i++) race.say({ roster: [{ ...rosterEntry(1), name }] })
    const closed = app.close()
    await until(() => {
      time.pass(1500)
      expect(race.listeners).toBe(0)
    })
    await closed
  })

  it('holds back from a slow reader and gives it one merged patch when it has taken all (P-3)', async () => {
    const { race, time, open } = await setUp()
    const { stream, response } = await open('?topics=roster')
    await until(() => expect(stream.of('snapshot')).toHaveLength(1))
    response.pause()
    const name = 'x'.repeat(2 ** 20)
    for (let i = 0; i < 20; i++) {
      race.say({ roster: [{ ...rosterEntry(1), name, club: String(i) }] })
      time.pass(1000)
    }
    response.resume()
    await until(() => {
      time.pass(1000)
      expect(stream.of('delta').at(-1)).toMatchObject({ seq: 20, since: expect.any(Number) })
    })
    expect(stream.of('delta').length).toBeLessThan(19)
    expect(stream.of('delta').at(-1).roster[0].club).toBe('19')
  })

  it('leaves nothing behind when the reader goes', async () => {
    const { race, app, open } = await setUp()
    const { stream, end } = await open()
    await until(() => expect(stream.of('board')).toHaveLength(1))
    expect(race.listeners).toBe(1)
    end()
    await until(() => expect(race.listeners).toBe(0))
    expect((await app.inject(metricsAsked)).body).toContain('racecast_viewers{state="inStep"} 0')
  })

  it('answers HEAD with its headers alone', async () => {
    const { ask, race } = await setUp()
    const { response } = await ask(api, {}, 'HEAD')
    expect(response.statusCode).toBe(200)
    expect(response.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    response.resume()
    await once(response, 'end')
    expect(race.listeners).toBe(0)
  })

  it.each([
    ['topics=positions', 'topics', /bibs/],
    ['topics=all', 'topics', /positions, board, log, roster, health/],
    ['topics=,', 'topics', /give some of/],
    ['topics=board,board', 'topics', /name board once/],
    ['bibs=12,F3,12', 'bibs', /name 12 once/],
    [`bibs=${'1'.repeat(21)}`, 'bibs', /20 characters/],
    ['bibs=', 'bibs', /1 to 50/],
    ['every=2', 'every', /./],
    ['delay=1500', 'delay', /./],
    ['rows=0', 'rows', /./],
    ['top=5', 'top', /known are topics, bibs, rows, every, delay/],
  ])('refuses ?%s, naming the field and what can be had (P-1)', async (query, field, remedy) => {
    const { app } = await setUp()
    const answer = await app.inject(`${api}?${query}`)
    expect(answer.statusCode).toBe(400)
    expect(answer.json().errors[0]).toMatchObject({ field, remedy: expect.stringMatching(remedy) })
  })

  it('opens a private race with a key alone', async () => {
    const { race, ask, open } = await setUp()
    race.isPrivate = true
    expect((await ask(api)).response.statusCode).toBe(404)
    const { stream } = await open('', { authorization: `Bearer ${controlToken}` })
    await until(() => expect(stream.of('snapshot')).toHaveLength(1))
  })

  it('says by a problem, which is what an error is called there, that its race has become private, and ends (P-1)', async () => {
    const { race, races, open } = await setUp()
    const { stream, response } = await open()
    await until(() => expect(stream.of('snapshot')).toHaveLength(1))
    races.makePrivate(race)
    await until(() => expect(response.readableEnded).toBe(true))
    expect(stream.of('problem')).toMatchObject([{ type: 'error', code: 'racePrivate' }])
    expect(stream.of('error')).toEqual([])
  })

  it('does not begin where there is no such race, or no room', async () => {
    const { ask, open } = await setUp({ config: { maxViewers: 1 } })
    expect((await ask('/api/races/nowhere/stream')).response.statusCode).toBe(404)
    await open()
    const { response } = await ask(api)
    expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '10'])
  })
})
