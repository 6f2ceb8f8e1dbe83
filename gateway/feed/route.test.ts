import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { WebSocket } from 'ws'
import { gateway, metricsAsked } from '../fixtures/gateway.ts'
import { runId } from '../fixtures/race.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { CloseCode, FeedClient, type FeedStatus, type ServerMessage } from '../protocol/index.ts'

function open(url: string, protocols: string[] = ['racecast.v1.json']): WebSocket {
  const ws = new WebSocket(url, protocols)
  onTestFinished(() => ws.terminate())
  return ws
}
const closing = async (ws: WebSocket) => (await once(ws, 'close'))[0] as number

function watch(url: string) {
  const statuses: FeedStatus[] = []
  const client = new FeedClient({
    url,
    race: runId,
    onSnapshot() {},
    onDelta() {},
    onStatus: (status) => statuses.push(status),
    random: () => 0.02,
  })
  onTestFinished(() => client.close())
  return { client, statuses }
}
const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 5 })

describe('WS /feed', () => {
  it('is followed by the feed client on the WebSocket of the platform', async () => {
    const { race, listen } = await gateway()
    const { client, statuses } = watch(await listen())
    await until(() => expect(statuses.at(-1)).toEqual({ state: 'live' }))
    for (let i = 0; i < 10; i++) race.tick()
    await until(() => expect(client.state!.seq).toBe(10))
    expect(client.state!.snapshot('behind')).toEqual(race.state!.snapshot('behind'))
    await until(() => expect(client.roundTripMs).toBeLessThan(1000))
    expect(Math.abs(client.serverNow() - Date.now())).toBeLessThan(1000)
  })

  it('carries fields in any script and frames of more than 64 KiB (C-2)', async () => {
    const { race, listen } = await gateway()
    const { client } = watch(await listen())
    await until(() => expect(client.state).not.toBeNull())
    const roster = Array.from({ length: 1500 }, (_, i) => ({
      ...race.state!.roster.get(1)!,
      id: 10 + i,
      name: '王小明 🏃',
    }))
    race.say({ roster })
    await until(() => expect(client.state!.roster.size).toBe(1505))
    expect(client.state!.roster.get(10)!.name).toBe('王小明 🏃')
  })

  it.each([[[]], [['racecast.v9.json']], [['chat', 'racecast.v1.cbor']]])(
    'refuses subprotocols %j in the handshake (C-1, V-1)',
    async (protocols) => {
      const { listen } = await gateway()
      const ws = open(await listen(), protocols)
      const [, response] = await once(ws, 'unexpected-response')
      expect(response.statusCode).toBe(400)
      expect(response.headers['content-type']).toContain('application/problem+json')
      ws.on('error', () => {})
    },
  )

  it('takes its own subprotocol among others, without compression (C-1)', async () => {
    const { listen } = await gateway()
    const ws = open(await listen(), ['chat', 'racecast.v1.json'])
    await once(ws, 'open')
    expect([ws.protocol, ws.extensions]).toEqual(['racecast.v1.json', ''])
  })

  it('ends a connection with the code of the table, saying why (X-2, L-1)', async () => {
    const { listen } = await gateway()
    const url = await listen()
    const ended = async (send: (ws: WebSocket) => void) => {
      const ws = open(url)
      const messages: ServerMessage[] = []
      ws.on('message', (data) => messages.push(JSON.parse(String(data))))
      await once(ws, 'open')
      send(ws)
      return [await closing(ws), messages.at(-1)]
    }
    expect(await ended((ws) => ws.send('nonsense'))).toEqual([
      CloseCode.badMessage.code,
      expect.objectContaining({ type: 'error', code: 'badMessage' }),
    ])
    expect(await ended((ws) => ws.send(Buffer.from([1, 2, 3])))).toEqual([
      CloseCode.notText.code,
      expect.objectContaining({ type: 'error', code: 'notText' }),
    ])
    expect(await ended((ws) => ws.send('{"type":"subscribe","race":"nowhere"}'))).toEqual([
      CloseCode.unknownRace.code,
      expect.objectContaining({ type: 'error', code: 'unknownRace' }),
    ])
    const [code] = await ended((ws) => ws.send('x'.repeat(5000)))
    expect(code).toBe(CloseCode.tooBig.code)
  })

  it('fails the client for good on an unknown race', async () => {
    const { listen } = await gateway()
    const statuses: FeedStatus[] = []
    const client = new FeedClient({
      url: await listen(),
      race: 'nowhere',
      onSnapshot() {},
      onDelta() {},
      onStatus: (status) => statuses.push(status),
    })
    onTestFinished(() => client.close())
    await until(() => expect(statuses.at(-1)).toMatchObject({ state: 'failed', code: 'unknownRace' }))
  })

  it('says bye at an orderly end, and the client comes back to the next server by itself (C-7)', async () => {
    const first = await gateway()
    const url = await first.listen()
    const { client, statuses } = watch(url)
    await until(() => expect(statuses.at(-1)).toEqual({ state: 'live' }))
    first.race.tick()
    await first.app.close()
    await until(() =>
      expect(statuses.at(-1)).toMatchObject({ state: 'waiting', reason: 'the server is restarting' }),
    )
    const second = await gateway()
    for (let i = 0; i < 7; i++) second.race.tick()
    await second.listen(Number(new URL(url).port))
    await until(() => expect(client.state!.seq).toBe(7))
    expect(statuses.at(-1)).toEqual({ state: 'live' })
    second.race.tick()
    await until(() => expect(client.state!.seq).toBe(8))
  })

  it('brings a viewer that stopped reading back in step by one patch when it reads again (Q-3)', async () => {
    const time = new VirtualTime()
    const { app, race, listen } = await gateway({ clock: time })
    const ws = open(await listen())
    const messages: ServerMessage[] = []
    ws.on('message', (data) => {
      const message: ServerMessage = JSON.parse(String(data))
      messages.push(message)
      if (message.type === 'ping') ws.send(JSON.stringify({ type: 'pong', seq: message.seq }))
    })
    await once(ws, 'open')
    ws.send(JSON.stringify({ type: 'subscribe', race: runId }))
    await until(() => expect(messages.at(-1)).toMatchObject({ type: 'ping', seq: 0 }))
    ws.pause()
    for (let s = 0; s < 40; s++) {
      race.tick()
      time.pass(1000)
    }
    expect((await app.inject(metricsAsked)).body).toContain('racecast_viewers{state="behind"} 1')
    ws.resume()
    await until(() =>
      expect(messages.at(-2)).toMatchObject({ type: 'delta', since: expect.any(Number), seq: 40, epoch: 1 }),
    )
    expect(messages.filter(({ type }) => type === 'delta').length).toBeLessThan(25)
    const { delta } = race.tick()
    await until(() => expect(messages).toContainEqual(delta))
  })

  it('comes to its end although a viewer has stopped reading', async () => {
    const { app, race, listen } = await gateway()
    const ws = open(await listen())
    await once(ws, 'open')
    ws.send(JSON.stringify({ type: 'subscribe', race: runId }))
    await once(ws, 'message')
    ws.pause()
    for (let i = 0; i < 50; i++) race.tick()
    await app.close()
    expect(race.listeners).toBe(0)
  })

  it('survives viewers that vanish in the middle of everything', async () => {
    const { race, app, listen } = await gateway()
    const url = await listen()
    const raw: Socket = connect(Number(new URL(url).port), '127.0.0.1')
    raw.write('GET /feed HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n')
    raw.write('Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n')
    raw.write('Sec-WebSocket-Protocol: racecast.v1.json\r\n\r\n')
    await once(raw, 'data')
    // Not masked, as every frame of a client has to be; then gone without a close frame.
    raw.write(Buffer.from([0x81, 0x02, 0x68, 0x69]))
    raw.resetAndDestroy()
    const ws = open(url)
    await once(ws, 'open')
    ws.send(JSON.stringify({ type: 'subscribe', race: runId }))
    await until(() => expect(race.listeners).toBe(1))
    ws.terminate()
    for (let i = 0; i < 5; i++) race.tick()
    await until(() => expect(race.listeners).toBe(0))
    expect((await app.inject('/healthz')).statusCode).toBe(200)
  })
})
