import { describe, expect, it, onTestFinished } from 'vitest'
import { gateway } from '../../fixtures/gateway.ts'
import { nextDelta, startSnapshot } from '../../fixtures/race.ts'
import { VirtualTime } from '../../fixtures/virtual-time.ts'
import { FeedClient, type FeedOptions, RaceState } from '../index.ts'

/** A fetch whose server is the test: each request waits until it is answered. */
function fakeFetch() {
  const asked: { path: string; headers: Record<string, string>; signal: AbortSignal }[] = []
  const answers: ((answer: Response | Error) => void)[] = []
  const fetch: NonNullable<FeedOptions['fetch']> = (url, { headers, signal }) =>
    new Promise((resolve, reject) => {
      asked.push({ path: url.replace('http://host', ''), headers, signal })
      answers.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)))
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  return {
    fetch,
    asked,
    paths: () => asked.map(({ path }) => path),
    async answer(status: number, body: object = {}) {
      answers.at(-1)!(Response.json(body, { status }))
      await settled()
    },
    /** The head of an answer comes, and nothing more. */
    async stall() {
      const body = new ReadableStream({
        start: (source) =>
          asked
            .at(-1)!
            .signal.addEventListener('abort', () => source.error(new DOMException('', 'AbortError'))),
      })
      answers.at(-1)!(new Response(body))
      await settled()
    },
    async fail() {
      answers.at(-1)!(new TypeError('fetch failed'))
      await settled()
    },
  }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

function follow(options: Partial<FeedOptions> = {}) {
  const time = new VirtualTime()
  const server = fakeFetch()
  const said: string[] = []
  const client = new FeedClient({
    ...{ url: 'ws://host/feed', race: 'my race', transport: 'ticks', format: 'json' },
    onSnapshot: ({ seq }) => said.push(`snapshot ${seq}`),
    onDelta: ({ seq }) => said.push(`delta ${seq}`),
    onStatus: (status) => said.push(status.state),
    ...{
      fetch: server.fetch,
      now: time.now,
      elapsed: time.elapsed,
      random: () => 0.5,
      schedule: time.schedule,
    },
    ...options,
  })
  onTestFinished(() => client.close())
  const race = new RaceState(startSnapshot())
  return {
    ...{ time, server, said, client, race },
    async begin() {
      await server.answer(200, { epoch: 1, seq: 0, snapshot: '/api/races/run/ticks/1/0/snapshot' })
      await server.answer(200, race.snapshot('subscribed'))
    },
  }
}
const ticks = '/api/races/my%20race/ticks'

describe('following by ticks', () => {
  it('begins with the snapshot that latest names, and asks for one tick after the other', async () => {
    const { server, said, client, race, begin } = follow()
    await begin()
    await server.answer(200, nextDelta(race))
    await server.answer(200, nextDelta(race))
    expect(server.paths()).toEqual([
      `${ticks}/latest`,
      '/api/races/run/ticks/1/0/snapshot',
      ...[1, 2, 3].map((seq) => `${ticks}/1/${seq}`),
    ])
    expect(said).toEqual(['connecting', 'live', 'snapshot 0', 'delta 1', 'delta 2'])
    expect(client.state!.snapshot('behind')).toEqual(race.snapshot('behind'))
  })

  it('asks for a tick that did not come again in a second or so', async () => {
    const { server, time, begin } = follow()
    await begin()
    await server.answer(404)
    time.pass(999)
    expect(server.asked).toHaveLength(3)
    time.pass(1)
    await settled()
    expect(server.paths().slice(2)).toEqual([`${ticks}/1/1`, `${ticks}/1/1`])
  })

  it('begins again from latest where the tick is too old, without a break', async () => {
    const { server, said, race, begin } = follow()
    await begin()
    await server.answer(410)
    expect(server.paths().at(-1)).toBe(`${ticks}/latest`)
    for (let i = 0; i < 5; i++) nextDelta(race)
    await begin()
    expect(said).toEqual(['connecting', 'live', 'snapshot 0', 'snapshot 5'])
  })

  it('begins again where a tick does not lead to its hash', async () => {
    const { server, race, begin } = follow()
    await begin()
    await server.answer(200, { ...nextDelta(race), hash: 7 })
    expect(server.paths().at(-1)).toBe(`${ticks}/latest`)
  })

  it('goes on from where it was after the network was away', async () => {
    const { server, said, time, race, begin } = follow()
    await begin()
    await server.answer(200, nextDelta(race))
    await server.fail()
    expect(said.at(-1)).toBe('waiting')
    time.pass(250)
    await settled()
    expect(server.paths().at(-1)).toBe(`${ticks}/1/2`)
    await server.answer(200, nextDelta(race))
    expect(said.slice(-4)).toEqual(['waiting', 'connecting', 'live', 'delta 2'])
  })

  it('gives up a request that is not answered, and leaves none behind when it is closed', async () => {
    const { server, said, time, client } = follow()
    time.pass(10_000)
    await settled()
    expect(said).toEqual(['connecting', 'waiting'])
    time.pass(250)
    client.close()
    await settled()
    expect(server.asked.map(({ signal }) => signal.aborted)).toEqual([true, true])
    expect([said.length, time.pending]).toEqual([3, 0])
  })

  it('gives up an answer whose end does not come, and goes on from where it was', async () => {
    const { server, said, time, race, begin } = follow()
    await begin()
    await server.stall()
    time.pass(60_000)
    await settled()
    expect(said.at(-1)).toBe('waiting')
    time.pass(250)
    await settled()
    await server.answer(200, nextDelta(race))
    expect(said.slice(-2)).toEqual(['live', 'delta 1'])
  })

  it.each([
    [404, 'race-not-found'],
    [401, 'key-revoked'],
    [403, 'key-wrong-race'],
  ])(
    'fails for good where a tick is answered by %i, %s, since coming back will not help',
    async (status, type) => {
      const statuses: object[] = []
      const { server, time, begin } = follow({ onStatus: (said) => statuses.push(said) })
      await begin()
      await server.answer(status, { type: `urn:racecast:problem:${type}`, detail: 'Not any more.' })
      expect(statuses.at(-1)).toMatchObject({ state: 'failed', message: 'Not any more.' })
      expect(time.pending).toBe(0)
    },
  )

  it.each([404, 401, 403])('fails for good where latest is answered by %i', async (status) => {
    const statuses: object[] = []
    const { server } = follow({ onStatus: (said) => statuses.push(said) })
    await server.answer(status, { detail: 'There is no race "x".' })
    expect(statuses.at(-1)).toMatchObject({ state: 'failed', message: 'There is no race "x".' })
  })

  it('shows its key with every request', async () => {
    const { server, begin } = follow({ key: 'secret' })
    await begin()
    expect(server.asked.map(({ headers }) => headers)).toEqual(
      Array(3).fill({ authorization: 'Bearer secret' }),
    )
  })

  it('takes of what frames say of the clock the one that was quickest to come', async () => {
    const { server, time, race, client, begin } = follow()
    await begin()
    for (const late of [50, 9000, 200]) {
      const delta = nextDelta(race)
      await server.answer(200, { ...delta, lag: { ...delta.lag, sentAt: time.ms + 3000 - late } })
    }
    expect(client.serverNow()).toBe(time.ms + 2950)
  })

  it('can be wished for with nothing that ticks do not have', () => {
    expect(() => follow({ every: 5, bibs: ['1'] })).toThrow(/^every, bibs: ticks are of everything/)
  })

  it.each(['json', 'bin'] as const)('leads to the state of a real gateway, in %s', async (format) => {
    const { race, listen } = await gateway()
    const client = new FeedClient({ url: await listen(), race: race.info.slug, transport: 'ticks', format })
    onTestFinished(() => client.close())
    const feed = client[Symbol.asyncIterator]()
    const until = async (seq: number) => {
      while (client.state?.seq !== seq) await feed.next()
    }
    await until(0)
    for (let seq = 1; seq <= 5; seq++) {
      race.tick()
      await until(seq)
    }
    race.newEpoch()
    while (client.state?.epoch !== 2) await feed.next()
    race.tick([1, 3])
    await until(1)
    expect(client.state!.snapshot('behind')).toEqual(race.state!.snapshot('behind'))
  })
})
