import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { busOnFile } from '../access/testing/on-file.ts'
import { systemClock } from '../clock.ts'
import { controlToken, gateway, signingKey } from '../fixtures/gateway.ts'
import { runId } from '../fixtures/race.ts'
import { createLogger } from './logger.ts'

function logged() {
  const lines: string[] = []
  const log = createLogger('trace', { write: (line: string) => void lines.push(line) })
  return { log, text: () => lines.join('') }
}

it('the log has no token in it at any level, whatever is asked and however it goes wrong', async () => {
  const { log, text } = logged()
  const bus = busOnFile(systemClock)()
  const { app, access, race, listen } = await gateway({ ports: { log, bus } })
  const { token, key } = (await access.mint({ scope: 'watch', race: runId, label: 'Screen', days: 1 }))!
  const feed = await listen()
  race.log = async () => {
    throw new Error('broken')
  }
  for (const secret of [token, controlToken, `${token}x`, 'top-secret']) {
    const headers = { authorization: `Bearer ${secret}` }
    for (const path of [
      `/api/races/${runId}/log`,
      '/api/races',
      '/api/keys',
      '/nowhere',
      '/metrics',
      '/feed',
    ]) {
      await app.inject({ url: path, headers })
      await app.inject({ url: `${path}?key=${secret}` })
      await app.inject({ method: 'POST', url: `${path}?x=1&key=${secret}`, headers, payload: { secret } })
    }
    await app.inject({ url: `/%ff?key=${secret}`, headers })
    await app.inject({ url: `/api/races/${'x'.repeat(300)}?key=${secret}`, headers })
    const raw = connect(Number(new URL(feed).port), '127.0.0.1')
    raw.write(`GET /api/races?key=${secret} HTTP/1.1\r\nAuthorization: Bearer ${secret}\r\nbro ken\r\n\r\n`)
    await once(raw.resume(), 'close')
    for (const [address, options] of [
      [`${feed}?key=${secret}`, {}],
      [feed, { headers }],
    ] as const) {
      const ws = new WebSocket(address, ['racecast.v1.json'], options)
      onTestFinished(() => ws.terminate())
      const closed = once(ws, 'close')
      await once(ws, 'open')
      ws.send(JSON.stringify({ type: 'authorize', key: secret }))
      ws.send(JSON.stringify({ type: 'subscribe', race: runId, key: secret }))
      ws.send(secret)
      await closed
    }
  }
  await access.revoke(key.jti)
  log.error({ err: new Error(`cannot open /race/demo?key=${token}&x=1`) }, 'x')
  expect(text()).toContain('broken')
  for (const secret of [token, token.slice(-43), controlToken, 'top-secret', signingKey])
    expect(text()).not.toContain(secret)
})

it('the log writes in the place of a token that it was one', () => {
  const { log, text } = logged()
  const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiJ4In0.c2lnbmF0dXJl-_x'
  log.info({ headers: { authorization: 'Bearer top-secret' }, config: { controlToken: 'top-secret' } }, 'x')
  log.info(
    { req: { headers: { authorization: 'Bearer top-secret' } }, config: { signingKey: 'top-secret' } },
    'x',
  )
  log.info(
    { url: `/race/demo?key=${jwt}&delay=5`, deep: { down: { there: { jwt } } } },
    `Bearer top-secret ${jwt}`,
  )
  expect(text()).not.toMatch(/top-secret|eyJ/)
  expect(text()).toContain('"url":"/race/demo?key=[secret]&delay=5"')
  for (const line of text().trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow()
})
