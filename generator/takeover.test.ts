import { once } from 'node:events'
import { join } from 'node:path'
import { openCatalogue } from '@racecast/courses/catalogue'
import { openStore } from '@racecast/pinot/adapters'
import { execute, type Place, readyPlace, serversAreMissing, stackTimeout } from '@racecast/pinot/testing'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { track } from './testing/courses.ts'
import { type ServerProcess, startServer } from './testing/server-process.ts'
import { temporaryFolder } from './testing/sink.ts'

const COMPETITORS = 50

describe.skipIf(serversAreMissing)('of two generators on one Kafka', { timeout: stackTimeout }, () => {
  let place: Place
  beforeAll(async () => {
    place = await readyPlace([track])
  }, stackTimeout)
  afterAll(() => place?.remove(), stackTimeout)

  it('the second takes over when the first is stopped or killed, and no row is published by both', async () => {
    const folder = temporaryFolder()
    openCatalogue({ addedDir: join(folder, 'courses') }).add(track)
    const store = openStore(place.storeUrl)
    onTestFinished(() => store.close())
    const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 50 })
    const lease = async ({ url }: ServerProcess) =>
      ((await (await fetch(`${url}/healthz`)).json()) as { lease: string }).lease
    const env = { EVENTS_URL: place.eventsUrl }
    const [first, second] = [await startServer(folder, env), await startServer(folder, env)]
    expect([await lease(first), await lease(second)]).toEqual(['held', 'elsewhere'])

    const order = { course: 'track-400', competitors: COMPETITORS, seed: 3, stoppingRatio: 0 }
    expect((await second.post('/races', order)).status).toBe(503)
    const made = await first.post('/races', order)
    expect(made.status).toBe(201)
    const { runId, startTime } = (await made.json()) as { runId: string; startTime: number }
    const published = (ms: number) =>
      soon(async () => expect((await store.extent(runId))?.newest).toBeGreaterThanOrEqual(ms))
    await published(startTime + 3000)

    first.child.kill('SIGSTOP')
    await soon(async () => expect(await lease(second)).toBe('held'))
    const heldAt = Date.now()
    await published(heldAt)
    first.child.kill('SIGCONT')
    await soon(async () => expect(await lease(first)).toBe('elsewhere'))
    expect((await first.post(`/races/${runId}/stop`)).status).toBe(503)

    const exited = once(second.child, 'exit')
    second.child.kill('SIGKILL')
    await exited
    await soon(async () => expect(await lease(first)).toBe('held'))
    await published(Date.now())
    expect((await first.post(`/races/${runId}/stop`)).status).toBe(200)
    await soon(async () => {
      const race = (await store.races()).find((one) => one.runId === runId)
      expect(race?.status).toBe('finished')
      expect((await store.extent(runId))?.newest).toBe(race?.finishedAt)
    })

    const rows = await store.history({ runId, from: 0, to: Number.MAX_SAFE_INTEGER })
    const seconds = Math.round((rows.at(-1)!.timestamp - startTime) / 1000) + 1
    expect(rows).toHaveLength(COMPETITORS * seconds)
    const sent = `SELECT COUNT(*) AS n FROM parkrun${place.suffix} WHERE runId = %(runId)s option(skipUpsert=true)`
    const [count] = await execute(place, sent, { runId })
    // Who takes over sends the last second again: it may have been sent in part.
    expect(count!.n).toBeLessThanOrEqual(rows.length + 2 * COMPETITORS)
  })
})
