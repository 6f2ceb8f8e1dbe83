import { randomUUID } from 'node:crypto'
import net from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openStore } from '../adapters/index.ts'
import { entryRecord, fixRow, GUN, raceRecord } from '../contract/index.ts'
import type { EntryRecord, FixRow, RaceRecord } from '../events/index.ts'
import { StoreUnavailable } from '../ports/index.ts'
import { fakeBroker, type Reply, wholeAnswer } from '../testing/fake-broker.ts'

const runId = randomUUID()

function storeAt(host: string, rest = '') {
  const store = openStore(`pinot://${host}${rest}`)
  onTestFinished(() => store.close())
  return store
}

async function errorOf(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => expect.unreachable(),
    (reason) => reason,
  )
}

const cells = (fix: FixRow) => [
  fix.competitorId,
  fix.timestamp,
  fix.eventId,
  fix.rawTime,
  fix.raceTimeMs,
  fix.publishedAt,
  fix.lat,
  fix.lon,
  fix.distance,
  fix.course,
  fix.source,
  fix.accuracy,
  fix.flags,
]

const raceRow = (race: RaceRecord) => [
  ...[race.runId, race.slug, race.name, race.course, race.courseHash, race.kind, race.status, race.startTime],
  ...[JSON.stringify(race.waves), race.fixIntervalS, race.playoutDelayMs, race.offCourseM],
  ...[JSON.stringify(race.plan), race.seed, race.planVersion, JSON.stringify(race.pauses)],
  ...[JSON.stringify(race.gaps), race.finishedAt ?? -1, race.updatedAt, race.visibility ?? ''],
  race.rulings === undefined ? '' : JSON.stringify(race.rulings),
]

const entryRow = (entry: EntryRecord) => [
  ...[entry.competitorId, entry.bib, entry.name, entry.club, entry.category, entry.wave, entry.role],
  ...[entry.anonymous, entry.standing, entry.updatedAt],
]

describe('an answer with status 200', () => {
  const exception = (errorCode: number, message = 'Error:\nwhy\n\tat org.apache') =>
    wholeAnswer([], { exceptions: [{ errorCode, message }] })
  const waitingHelps: [string, Reply][] = [
    ['names a server that is away', exception(427)],
    ['names segments that are not there', exception(305)],
    ['names a time-out', exception(400)],
    ['does not know the table', exception(190)],
    ['comes from fewer servers than were asked', wholeAnswer([], { numServersQueried: 2 })],
    ['says itself that it is partial', wholeAnswer([], { partialResult: true })],
    ['comes from no server', wholeAnswer([], { numServersQueried: 0, numServersResponded: 0 })],
    ['has no table', { body: { numServersQueried: 1, numServersResponded: 1 } }],
    ['is not JSON', { body: '<html>' }],
    ['is not of Pinot', { body: { hello: 1 } }],
  ]
  it.each(waitingHelps)('is no answer when it %s', async (_, reply) => {
    const { host } = await fakeBroker(() => reply)
    const error = await errorOf(storeAt(host).latest(runId))
    expect(error).toBeInstanceOf(StoreUnavailable)
    expect(error.message).toContain(`pinot://${host}: `)
    expect(error.message).not.toContain('\n')
  })

  it.each([
    [150, /cannot be parsed/],
    [180, /may not query/],
    [710, /column .*npm run pinot -- apply/],
  ])('with error %i is a defect, which waiting does not mend', async (code, why) => {
    const { host } = await fakeBroker(() => exception(code))
    const error = await errorOf(storeAt(host).latest(runId))
    expect(error).not.toBeInstanceOf(StoreUnavailable)
    expect(error.message).toMatch(why)
  })

  it('with as many rows as its LIMIT is an error, since there may be more', async () => {
    const { host } = await fakeBroker(({ sql }) => {
      const limit = Number(/LIMIT (\d+)/.exec(sql)?.[1])
      return wholeAnswer(Array.from({ length: limit }, () => [0, 0, 1]))
    })
    await expect(storeAt(host).extent(runId)).rejects.toThrow(/2 rows or more, which is the limit/)
  })
})

describe('an answer with another status', () => {
  it.each([
    [500, StoreUnavailable, /it answers 500: down/],
    [503, StoreUnavailable, /it answers 503/],
    [401, Error, /write USER:PASSWORD@ or tokenFile=PATH/],
    [403, Error, /write USER:PASSWORD@ or tokenFile=PATH/],
  ])('%i is a %o', async (status, kind, why) => {
    const { host } = await fakeBroker(() => ({ status, body: 'down' }))
    const error = await errorOf(storeAt(host).races())
    expect(error.constructor).toBe(kind)
    expect(error.message).toMatch(why)
  })
})

describe('a ping', () => {
  it('asks the broker how it is, and makes no query', async () => {
    const { host, asked } = await fakeBroker(() => ({ body: 'OK' }))
    await storeAt(host).ping()
    expect(asked).toMatchObject([{ path: '/health', sql: '', headers: { accept: 'text/plain' } }])
  })

  it('is refused by a broker that is starting or ending', async () => {
    const { host } = await fakeBroker(() => ({ status: 503, body: 'Pinot broker status is BAD' }))
    const error = await errorOf(storeAt(host).ping())
    expect(error).toBeInstanceOf(StoreUnavailable)
    expect(error.message).toBe(`pinot://${host}: it answers 503: Pinot broker status is BAD`)
  })
})

describe('a broker', () => {
  it('that does not answer in time is unavailable', async () => {
    const { host } = await fakeBroker(() => null)
    const error = await errorOf(storeAt(host, '?timeoutMs=100').latest(runId))
    expect(error).toBeInstanceOf(StoreUnavailable)
  })

  it('that is away is unavailable, and is used again when it is back', async () => {
    let reply: Reply = wholeAnswer()
    const { host } = await fakeBroker(() => reply)
    const store = storeAt(host)
    reply = { status: 502, body: '' }
    await expect(store.latest(runId)).rejects.toThrow(StoreUnavailable)
    reply = wholeAnswer()
    expect(await store.latest(runId)).toEqual([])
    await expect(storeAt('127.0.0.1:1').latest(runId)).rejects.toThrow(StoreUnavailable)
  })

  it('is asked over connections that stay open and do not wait to fill a segment', async () => {
    const noDelay = vi.spyOn(net.Socket.prototype, 'setNoDelay')
    onTestFinished(() => noDelay.mockRestore())
    const { host, connections } = await fakeBroker(() => wholeAnswer())
    const store = storeAt(host)
    for (let i = 0; i < 20; i++) await store.latest(runId)
    expect(connections()).toBeLessThanOrEqual(2)
    const [, port] = host.split(':')
    const settings = noDelay.mock.contexts.flatMap((socket, i) =>
      String((socket as net.Socket).remotePort) === port ? [noDelay.mock.calls[i]?.[0]] : [],
    )
    expect(settings).toEqual(Array.from({ length: connections() }, () => true))
  })

  it('is told who asks, and how long it may take', async () => {
    const { host, asked } = await fakeBroker(() => wholeAnswer())
    await storeAt(`me:se%3Acret@${host}`, '?timeoutMs=1234').races()
    expect(asked[0]!.headers.authorization).toBe(`Basic ${Buffer.from('me:se:cret').toString('base64')}`)
    expect(asked[0]!.queryOptions).toBe('timeoutMs=1234')
  })

  it('is asked for every list with a LIMIT, and for tables with the prefix and suffix of the address', async () => {
    const { host, asked } = await fakeBroker(() => wholeAnswer())
    const store = storeAt(host, '?prefix=dev_&suffix=_2')
    await store.races()
    await store.entries(runId)
    await store.latest(runId)
    await store.latest(runId, GUN)
    await store.history({ runId, from: 0, to: GUN, competitorIds: [1, 2] })
    await store.extent(runId)
    expect(asked.length).toBeGreaterThan(6)
    for (const { sql } of asked) expect(sql).toMatch(/FROM dev_(races|entries|parkrun)_2\b[\s\S]* LIMIT \d+/)
  })

  it('is not asked after the store was closed', async () => {
    const { host, asked } = await fakeBroker(() => wholeAnswer())
    const store = storeAt(host)
    await store.close()
    await expect(store.races()).rejects.toThrow(/the store is closed/)
    expect(asked).toEqual([])
  })
})

describe('rows', () => {
  it('of a key that is in two segments just now are one, the newest', async () => {
    const [old, newer, other] = [fixRow(runId, 1, 1000), fixRow(runId, 1, 2000), fixRow(runId, 2, 1000)]
    const { host } = await fakeBroker(() => wholeAnswer([newer, other, old].map(cells)))
    expect(await storeAt(host).latest(runId)).toEqual([newer, other])
  })

  it('of entries and races that are in two segments just now are one, the newest', async () => {
    const [old, newer] = [
      raceRecord({ runId, status: 'scheduled' }),
      raceRecord({ runId, updatedAt: GUN + 1 }),
    ]
    const entered = entryRecord(runId, 1)
    const out = entryRecord(runId, 1, { standing: 'DSQ', updatedAt: entered.updatedAt + 1 })
    const { host } = await fakeBroker(({ sql }) =>
      wholeAnswer(sql.includes('FROM races') ? [newer, old].map(raceRow) : [out, entered].map(entryRow)),
    )
    const store = storeAt(host)
    expect(await store.races()).toEqual([newer])
    expect(await store.entries(runId)).toEqual([out])
  })

  it('of a race that is none are left out and told of once, so that all other races go on', async () => {
    const [good, bad] = [raceRecord(), raceRecord({ slug: 'Berlin Marathon' })]
    const { host } = await fakeBroker(() => wholeAnswer([bad, good].map(raceRow)))
    const told: string[] = []
    const store = openStore(`pinot://${host}`, ({ message }) => told.push(message))
    onTestFinished(() => store.close())
    expect([await store.races(), await store.races()]).toEqual([[good], [good]])
    expect(told).toEqual([expect.stringMatching(/^race\/slug .*Berlin Marathon/)])
  })

  it('that were sent again are one event in the history, as it was first published', async () => {
    const fix = fixRow(runId, 1, 1000)
    const again = { ...fix, publishedAt: fix.publishedAt + 900 }
    const { host } = await fakeBroker(() => wholeAnswer([again, fix, again].map(cells)))
    expect(await storeAt(host).history({ runId, from: 0, to: GUN * 2 })).toEqual([fix])
  })

  it('of a long list of competitors are chosen here, and the list is not sent', async () => {
    const fixes = [1, 2, 3].map((id) => fixRow(runId, id, 1000))
    const { host, asked } = await fakeBroker(() => wholeAnswer(fixes.map(cells)))
    const competitorIds = Array.from({ length: 5000 }, (_, i) => i + 3)
    expect(await storeAt(host).history({ runId, from: 0, to: GUN * 2, competitorIds })).toEqual([fixes[2]])
    expect(asked[0]!.sql.length).toBeLessThan(1000)
  })
})
