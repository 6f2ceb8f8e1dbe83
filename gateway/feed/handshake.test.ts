import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { gateway, metricsAsked } from '../fixtures/gateway.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'

/** Opens the feed; answers with the status of a refusal and its headers, or with 101. */
async function knock(url: string, headers: Record<string, string> = {}) {
  const ws = new WebSocket(url, ['racecast.v1.json'], { headers })
  onTestFinished(() => ws.terminate())
  ws.on('error', () => {})
  const refused = once(ws, 'unexpected-response').then(([, response]) => ({
    status: response.statusCode as number,
    headers: response.headers as Record<string, string>,
  }))
  const opened = once(ws, 'open').then(() => ({ status: 101, headers: {} as Record<string, string> }))
  refused.catch(() => {})
  opened.catch(() => {})
  return Promise.race([refused, opened])
}

describe('the handshake of the feed', () => {
  it('is refused with 503 while there is no room, and counted (L-5)', async () => {
    const { app, listen } = await gateway({ config: { maxViewers: 2 } })
    const url = await listen()
    expect((await knock(url)).status).toBe(101)
    expect((await knock(url)).status).toBe(101)
    const third = await knock(url)
    expect([third.status, third.headers['retry-after']]).toEqual([503, '10'])
    expect(third.headers['content-type']).toContain('application/problem+json')
    expect((await app.inject(metricsAsked)).body).toContain('racecast_refused_total{why="full"} 1')
  })

  it('is refused with 429 to an address that comes too often (L-5)', async () => {
    const { listen } = await gateway({ config: { connectRate: 1 }, clock: new VirtualTime() })
    const url = await listen()
    const statuses = []
    for (let i = 0; i < 21; i++) statuses.push((await knock(url)).status)
    expect(statuses).toEqual([...Array(20).fill(101), 429])
  })

  it('counts the client behind a proxy that is trusted, and nobody else who claims to be one', async () => {
    for (const [trustProxy, expected] of [
      ['loopback', 101],
      [undefined, 429],
    ] as const) {
      const config = { connectRate: 1, ...(trustProxy && { trustProxy }) }
      const { listen } = await gateway({ config, clock: new VirtualTime() })
      const url = await listen()
      let last = 0
      for (let i = 0; i < 21; i++) last = (await knock(url, { 'x-forwarded-for': `192.0.2.${i}` })).status
      expect(last).toBe(expected)
    }
  })

  it('that never ends is ended by the gateway, as is a connection that says nothing', async () => {
    const { app, listen } = await gateway()
    const url = new URL(await listen())
    expect([app.server.headersTimeout, app.server.requestTimeout]).toEqual([10_000, 60_000])
    app.server.headersTimeout = 20
    const answers = ['GET /feed HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n', ''].map(async (begun) => {
      const socket = connect(Number(url.port), url.hostname)
      onTestFinished(() => void socket.destroy())
      socket.write(begun)
      let said = ''
      socket.on('data', (bytes) => {
        said += bytes
      })
      await once(socket, 'close')
      return said
    })
    for (const said of await Promise.all(answers)) expect(said).toMatch(/^HTTP\/1.1 408 /)
  })

  it.each(['application/json', '*/*', ''])(
    'asked for without an upgrade (%s) says what it is',
    async (accept) => {
      const { app } = await gateway()
      const answer = await app.inject({ url: '/feed', headers: { accept } })
      expect(answer.statusCode).toBe(426)
      expect(answer.headers).toMatchObject({ upgrade: 'websocket', vary: 'accept' })
      expect(answer.json()).toMatchObject({
        type: 'urn:racecast:problem:upgrade-required',
        detail: expect.stringContaining('racecast.v1.json'),
      })
    },
  )

  it('asked for by a browser is the page', async () => {
    const { app } = await gateway()
    const answer = await app.inject({ url: '/feed', headers: { accept: 'text/html,*/*' } })
    expect(answer.headers['content-type']).toContain('text/html')
  })
})
