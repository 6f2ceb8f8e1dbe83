import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { busOnFile } from '../access/testing/on-file.ts'
import { emptyBus, emptyStore } from '../fixtures/empty-ports.ts'
import { controlToken, gateway, metricsAsked } from '../fixtures/gateway.ts'
import { runId } from '../fixtures/race.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import type { PollStatus } from '../replica/live-race.ts'

const poll: PollStatus = {
  ...{ runId, polling: true, failures: 0, error: null, lastPollAt: 1_700_000_000_000, queries: 9 },
  ...{ downSince: null, cadenceMs: null },
}

describe('health', () => {
  it('is up as soon as it answers, whatever else is down', async () => {
    const store = { ...emptyStore, ping: () => Promise.reject(new Error('gone')) }
    const { app } = await gateway({ ports: { store } })
    expect((await app.inject('/healthz')).json()).toEqual({ status: 'up' })
  })

  it('is ready when store and bus answer and polling goes well', async () => {
    const { app } = await gateway()
    const response = await app.inject('/readyz')
    expect([response.statusCode, response.json()]).toEqual([200, { ready: true, reasons: [] }])
  })

  it('names everything that is in the way of being ready', async () => {
    const store = { ...emptyStore, ping: () => Promise.reject(new Error('the file is locked')) }
    const bus = { ...emptyBus, checkpoint: () => Promise.reject(new Error('no disk')) }
    const { app, races } = await gateway({ ports: { store, bus } })
    races.polls = [{ ...poll, failures: 3, error: 'timeout' }]
    const response = await app.inject('/readyz')
    expect([response.statusCode, response.json().reasons]).toEqual([
      503,
      ['store: the file is locked', 'bus: no disk', `poll: race ${runId} failed 3 times, last: timeout`],
    ])
  })

  it('says in words since when the store has not answered for a race', async () => {
    const time = new VirtualTime(1_700_000_042_000)
    const { app, races } = await gateway({ clock: time })
    races.polls = [{ ...poll, failures: 7, error: 'connect ECONNREFUSED', downSince: 1_700_000_000_000 }]
    const answer = await app.inject('/readyz')
    expect(answer.statusCode).toBe(503)
    expect(answer.json().reasons).toEqual([
      `poll: the store has not answered for race ${runId} for 42 s, since 2023-11-14T22:13:20.000Z; it is asked ` +
        'again every 5 s at most, positions stand still meanwhile; last: connect ECONNREFUSED',
    ])
  })

  it('names no race that not everybody may see, since anybody may ask', async () => {
    const { app, race, races } = await gateway()
    const broken = { ...poll, failures: 3, error: `row of ${race.info.slug} cannot be read` }
    race.isPrivate = true
    races.polls = [
      broken,
      { ...broken, downSince: 1_700_000_000_000 },
      { ...broken, runId: '7d7f6a4e-0000-4000-8000-000000000000' },
    ]
    const answer = await app.inject('/readyz')
    expect([answer.statusCode, answer.json().reasons.length]).toEqual([503, 3])
    for (const told of [runId, race.info.slug, '7d7f6a4e']) expect(answer.body).not.toContain(told)
    expect(answer.json().reasons[0]).toBe('poll: a race that is named in the log failed 3 times')
  })

  it('does not wait for ever for a store that hangs', async () => {
    const time = new VirtualTime()
    const store = { ...emptyStore, ping: () => new Promise<never>(() => {}) }
    const { app } = await gateway({ ports: { store }, clock: time })
    const before = time.pending
    const answer = app.inject('/readyz').then((response) => response.json())
    await expect.poll(() => time.pending).toBeGreaterThan(before)
    time.pass(2000)
    expect((await answer).reasons).toEqual(['store: no answer within 2000 ms'])
  })
})

describe('metrics', () => {
  it('count viewers, frames, bytes, polls and the lag of each stage', async () => {
    const { app, race, races, listen } = await gateway()
    races.polls = [{ ...poll, queries: 42, cadenceMs: 70 }]
    const ws = new WebSocket(await listen(), ['racecast.v1.json'])
    await once(ws, 'open')
    ws.send(JSON.stringify({ type: 'subscribe', race: runId }))
    await expect.poll(() => race.listeners).toBe(1)
    race.tick()
    const { body } = await app.inject(metricsAsked)
    const value = (series: string) =>
      Number(
        body
          .split('\n')
          .find((line) => line.startsWith(`${series} `))
          ?.slice(series.length),
      )
    expect(value('racecast_viewers{state="inStep"}')).toBe(1)
    expect(value(`racecast_audience{race="${runId}"}`)).toBe(1)
    expect(value('racecast_frames_total')).toBe(1)
    expect(value('racecast_deliveries_total')).toBe(1)
    expect(value('racecast_snapshots_total{reason="subscribed"}')).toBe(1)
    expect(value('racecast_bytes_total')).toBeGreaterThan(500)
    expect(value(`racecast_poll_queries{race="${runId}"}`)).toBe(42)
    expect(value('racecast_lag_seconds_count{stage="poll"}')).toBe(1)
    expect(value('racecast_lag_seconds_count{stage="bus"}')).toBe(1)
    expect(value(`racecast_poll_cadence_seconds{race="${runId}"}`)).toBe(0.07)
    expect(value(`racecast_store_down{race="${runId}"}`)).toBe(0)
    ws.terminate()
  })

  it('tell what viewers say of arrival and screen, and leave out who says nothing', async () => {
    const { app, race, listen } = await gateway()
    const ws = new WebSocket(await listen(), ['racecast.v1.json'])
    await once(ws, 'open')
    ws.send(JSON.stringify({ type: 'subscribe', race: runId }))
    await expect.poll(() => race.listeners).toBe(1)
    ws.send('{"type":"pong","seq":0,"arrivedMs":12,"shownMs":2000}')
    ws.send('{"type":"pong","seq":0,"arrivedMs":-3}')
    ws.send('{"type":"pong","seq":0}')
    const text = async () => (await app.inject(metricsAsked)).body
    await expect.poll(text).toContain('racecast_lag_seconds_count{stage="arrived"} 2')
    expect(await text()).toContain('racecast_lag_seconds_sum{stage="arrived"} 0.012')
    expect(await text()).toContain('racecast_lag_seconds_sum{stage="shown"} 2\n')
    expect(await text()).toContain('racecast_lag_clamped_total{stage="arrived"} 1')
    ws.terminate()
  })

  it.each([
    ['127.0.0.1', {}, 401],
    ['::1', {}, 401],
    // As nginx hands on what it gets, where it is told nothing else.
    ['127.0.0.1', { host: '127.0.0.1:8080', connection: 'close' }, 401],
    ['192.168.1.9', {}, 401],
    ['127.0.0.1', { authorization: 'Bearer metrics-token' }, 200],
    ['192.168.1.9', { authorization: 'Bearer metrics-token' }, 200],
    ['192.168.1.9', { authorization: `Bearer ${controlToken}` }, 200],
    ['192.168.1.9', { authorization: 'Bearer wrong' }, 401],
  ] as [string, Record<string, string>, number][])(
    'asked for from %s with %j answer %i',
    async (remoteAddress, headers, status) => {
      const { app } = await gateway({ config: { metricsToken: 'metrics-token' } })
      expect((await app.inject({ url: '/metrics', remoteAddress, headers })).statusCode).toBe(status)
    },
  )

  it('are for who controls everything where there is no token of their own, and guessing is slow', async () => {
    const { app, access } = await gateway({ ports: { bus: busOnFile(new VirtualTime())() } })
    const ask = async (token: string) =>
      (await app.inject({ url: '/metrics', headers: { authorization: `Bearer ${token}` } })).statusCode
    const key = async (scope: 'watch' | 'control', race: string | null) =>
      (await access.mint({ scope, race, label: 'One', days: 1 }))!.token
    expect([await ask('undefined'), await ask(controlToken)]).toEqual([401, 200])
    expect([await ask(await key('watch', null)), await ask(await key('control', runId))]).toEqual([403, 403])
    expect(await ask(await key('control', null))).toBe(200)
    for (let n = 0; n < 20; n++) await ask(`guess-${n}`)
    expect(await ask('guess')).toBe(429)
  })
})
