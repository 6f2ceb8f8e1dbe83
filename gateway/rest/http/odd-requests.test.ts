import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { gateway } from '../../fixtures/gateway.ts'
import { runId } from '../../fixtures/race.ts'

describe('an address that cannot be used', () => {
  it.each([
    ['/%ff', 400, 'malformed-address'],
    ['/api/races/%E0%A4%A', 400, 'malformed-address'],
    [`/api/races/${'x'.repeat(201)}`, 414, 'address-too-long'],
    ['/api/nowhere', 404, 'not-found'],
    [`/api/races/${runId}/leaderboard/more`, 404, 'not-found'],
  ])('%s is answered by a problem', async (url, status, code) => {
    const { app } = await gateway()
    const answer = await app.inject({ url })
    expect(answer.statusCode).toBe(status)
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(answer.json()).toMatchObject({ type: `urn:racecast:problem:${code}`, status, detail: /./ })
  })

  it.each([
    [
      'an address of 20 KB',
      `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    [
      'a header of 20 KB',
      `GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    ['what is no HTTP', 'hello\r\n\r\n', 400, 'malformed-request'],
  ])('%s is too, and the connection closed', async (_, text, status, code) => {
    const { listen } = await gateway()
    const socket = connect(Number(new URL(await listen()).port), '127.0.0.1')
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.write(text)
    await once(socket, 'close')
    const [head, body] = answer.split('\r\n\r\n')
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} .*\r\ncontent-type: application/problem\\+json`))
    expect(JSON.parse(body!)).toMatchObject({ type: `urn:racecast:problem:${code}`, status })
  })
})

describe('a parameter of an address', () => {
  const of = `/api/races/${runId}`
  const remedy = (known: string) => `leave it out or correct its name; known are ${known}`

  it.each([
    [`${of}/leaderboard?top=5`, 'top', remedy('at, delay, limit, rows')],
    [`${of}/leaderboard.csv?Limit=5`, 'Limit', remedy('at, delay, limit, rows, pad')],
    [`${of}/positions?limit=5`, 'limit', remedy('at, delay')],
    [`${of}/log?since=5`, 'since', remedy('from, limit')],
    [`${of}/results.csv?limit=5`, 'limit', 'leave it out; there are none'],
    ['/api/races?__proto__=1', '__proto__', 'leave it out; there are none'],
    ['/api/courses?name=x', 'name', 'leave it out; there are none'],
  ])('that is not known is refused, naming those that are: %s', async (url, field, known) => {
    const { app } = await gateway()
    const answer = await app.inject({ url })
    expect(answer.statusCode).toBe(400)
    expect(answer.json().errors).toEqual([{ field, message: 'is not known', remedy: known }])
  })

  it.each(['true', '', ' 5', '5 ', '+5', '0x5', '1e3', '5.5', 'null', '5&limit=6', '99999999999999999999'])(
    'that has to be a whole number is not limit=%s',
    async (text) => {
      const { app } = await gateway()
      const answer = await app.inject({
        url: `${of}/leaderboard?limit=${encodeURI(text).replace('+', '%2B')}`,
      })
      expect([answer.statusCode, answer.json().errors?.[0].field]).toEqual([400, 'limit'])
    },
  )

  it('is a number as it is written', async () => {
    const { app } = await gateway()
    expect((await app.inject({ url: `${of}/leaderboard?limit=2` })).json().rows).toHaveLength(2)
    expect((await app.inject({ url: `${of}/leaderboard?delay=-1` })).statusCode).toBe(400)
  })
})
