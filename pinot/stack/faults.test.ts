import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openStore } from '../adapters/index.ts'
import { text } from '../broker/sql.ts'
import { fixRow, GUN, raceRecord } from '../contract/index.ts'
import type { FixRow } from '../events/index.ts'
import { openKafkaSink } from '../kafka/sink.ts'
import { type EventSink, type PositionStore, SinkUnavailable, StoreUnavailable } from '../ports/index.ts'
import { execute } from '../testing/as-pinotdb.ts'
import { cuttableNetwork, cuttableWay } from '../testing/cuttable-network.ts'
import { type Place, readyPlace } from '../testing/place.ts'
import { serversAreMissing, stackTimeout } from '../testing/servers.ts'

const COMPETITORS = 3000

/** A tick: a fix of everybody, in five batches. */
const tick = (runId: string, s: number): FixRow[] =>
  Array.from({ length: COMPETITORS }, (_, i) => fixRow(runId, i + 1, s * 1000))

describe.skipIf(serversAreMissing)('on real servers', { timeout: stackTimeout }, () => {
  let place: Place
  let store: PositionStore
  beforeAll(async () => {
    place = await readyPlace()
    store = openStore(place.storeUrl)
  }, stackTimeout)
  afterAll(async () => {
    await store?.close()
    await place?.remove()
  }, stackTimeout)

  function sinkOver(network: ReturnType<typeof cuttableNetwork>): EventSink {
    const sink = openKafkaSink(place.kafka, network.connect)
    onTestFinished(() => sink.close())
    return sink
  }
  const historyIs = (runId: string, rows: FixRow[]) =>
    vi.waitFor(
      async () => {
        const seen = await store.history({ runId, from: 0, to: GUN * 2 })
        expect(seen).toHaveLength(rows.length)
        expect(seen).toEqual(rows)
      },
      { timeout: 60_000, interval: 50 },
    )

  it('a Kafka that goes away is SinkUnavailable, and what is sent again when it is back is all there', async () => {
    const network = cuttableNetwork()
    const sink = sinkOver(network)
    const runId = randomUUID()
    await sink.putFixes(tick(runId, 1))
    network.cut()
    await expect(sink.putFixes(tick(runId, 2))).rejects.toThrow(SinkUnavailable)
    await expect(sink.putRace(raceRecord({ runId }))).rejects.toThrow(SinkUnavailable)
    await expect(sink.races()).rejects.toThrow(SinkUnavailable)
    network.restore()
    await sink.putFixes(tick(runId, 2))
    await sink.putRace(raceRecord({ runId }))
    expect(await sink.races()).toContainEqual(raceRecord({ runId }))
    expect(await sink.newestFix(runId)).toBe(GUN + 2000)
    await historyIs(runId, [...tick(runId, 1), ...tick(runId, 2)])
    expect(await store.latest(runId)).toEqual(tick(runId, 2))
  })

  it('a Kafka that goes away amid a send leaves a part, which sending again completes and does not double', async () => {
    const network = cuttableNetwork()
    const sink = sinkOver(network)
    const runId = randomUUID()
    await sink.putFixes(tick(runId, 1))
    // The first chunk of the next send is taken, the answer to the second is never read.
    network.cutAfter(2)
    await expect(sink.putFixes(tick(runId, 2))).rejects.toThrow(SinkUnavailable)
    network.restore()
    const again = tick(runId, 2).map((row) => ({ ...row, publishedAt: row.publishedAt + 5000 }))
    await sink.putFixes(again)
    await vi.waitFor(
      async () => {
        const sent = `SELECT COUNT(*) AS n FROM parkrun${place.suffix} WHERE runId = %(runId)s
          option(skipUpsert=true)`
        const [count] = await execute(place, sent, { runId })
        expect(count!.n).toBeGreaterThan(2 * COMPETITORS)
        expect(await store.latest(runId)).toEqual(again)
      },
      { timeout: 60_000, interval: 50 },
    )
    const history = await store.history({ runId, from: 0, to: GUN * 2 })
    expect(history.map((row) => row.eventId)).toEqual(
      [...tick(runId, 1), ...tick(runId, 2)].map((row) => row.eventId),
    )
  })

  it('a Kafka that goes away takes the lease with it, says why, and gives it back', async () => {
    const network = cuttableNetwork()
    const lease = sinkOver(network).lease()
    await lease.asked()
    expect(lease.state()).toEqual({ name: 'held', term: 1 })
    network.cut()
    const soon = (check: () => void) => vi.waitFor(check, { timeout: 60_000, interval: 20 })
    await soon(() => expect(lease.state()).toEqual({ name: 'unknown', reason: expect.any(SinkUnavailable) }))
    network.restore()
    await soon(() => expect(lease.state()).toEqual({ name: 'held', term: expect.any(Number) }))
  })

  it('sends that wait for each other fail each for itself and none is stuck', async () => {
    const network = cuttableNetwork()
    const sink = sinkOver(network)
    const runId = randomUUID()
    await sink.putFixes([fixRow(runId, 1, 1000)])
    network.cut()
    const lost = await Promise.allSettled([2, 3].map((s) => sink.putFixes([fixRow(runId, 1, s * 1000)])))
    expect(lost.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    network.restore()
    await Promise.all([2, 3, 4].map((s) => sink.putFixes([fixRow(runId, 1, s * 1000)])))
    await historyIs(
      runId,
      [1, 2, 3, 4].map((s) => fixRow(runId, 1, s * 1000)),
    )
  })

  it('a connection that is lost without a word keeps nobody waiting for ever', async () => {
    const network = cuttableNetwork()
    const impatient = { ...place.kafka, timeoutMs: 300 }
    const sink = openKafkaSink(impatient, network.connect)
    onTestFinished(() => sink.close())
    const runId = randomUUID()
    await sink.putFixes([fixRow(runId, 1, 1000)])
    expect(await sink.newestFix(runId)).toBe(GUN + 1000)
    network.lose()
    const calls = [() => sink.putFixes([fixRow(runId, 1, 2000)]), () => sink.newestFix(runId)]
    for (const call of calls) await call().catch((error) => expect(error).toBeInstanceOf(SinkUnavailable))
    await vi.waitFor(() => sink.putFixes([fixRow(runId, 1, 3000)]), { timeout: 60_000, interval: 10 })
    await vi.waitFor(async () => expect(await sink.newestFix(runId)).toBe(GUN + 3000), {
      timeout: 60_000,
      interval: 10,
    })
  })

  it('a broker of Pinot that goes away is StoreUnavailable, and is asked again when it is back', async () => {
    const way = await cuttableWay(place.broker.origin.replace('http://', ''))
    const far = openStore(`pinot://${way.host}?suffix=${place.suffix}`)
    onTestFinished(() => far.close())
    expect(await far.races()).toEqual(await store.races())
    await way.cut()
    await expect(far.latest(randomUUID())).rejects.toThrow(StoreUnavailable)
    await expect(far.races()).rejects.toThrow(StoreUnavailable)
    await expect(far.ping()).rejects.toThrow(StoreUnavailable)
    await way.restore()
    await far.ping()
    expect(await far.races()).toEqual(await store.races())
  })

  it('a table that nobody has made is StoreUnavailable, and a topic SinkUnavailable, with the remedy', async () => {
    const nowhere = openStore(place.storeUrl.replace(place.suffix, '_nowhere'))
    onTestFinished(() => nowhere.close())
    await expect(nowhere.races()).rejects.toThrow(/the table is missing; make it by: npm run pinot -- apply/)
    await expect(nowhere.races()).rejects.toThrow(StoreUnavailable)
    const names = { ...place.kafka.names, races: 'nowhere' }
    const sink = openKafkaSink({ ...place.kafka, names })
    onTestFinished(() => sink.close())
    await expect(sink.putRace(raceRecord())).rejects.toThrow(SinkUnavailable)
    await expect(sink.races()).rejects.toThrow(/a topic is missing; make it by: npm run pinot -- apply/)
  })

  it('a text with quotes, backslashes and any script finds its row and no other', async () => {
    const names = [
      `O'Neill`,
      `''`,
      `\\' OR 1=1 --`,
      'a"b`c',
      'Zürich 東京 🏃 محمد',
      `x option(skipUpsert=true)`,
      '; SET a=b',
    ]
    const sink = openKafkaSink(place.kafka)
    const races = names.map((name) => raceRecord({ name }))
    for (const race of races) await sink.putRace(race)
    await sink.close()
    await vi.waitFor(
      async () =>
        expect((await store.races()).map((race) => race.name)).toEqual(expect.arrayContaining(names)),
      { timeout: 60_000, interval: 50 },
    )
    for (const { runId, name } of races) {
      const sql = `SELECT runId FROM races${place.suffix} WHERE name = ${text(name)} LIMIT 10`
      expect(await execute(place, sql)).toEqual([{ runId }])
    }
  })
})
