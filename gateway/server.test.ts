import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Course } from '@racecast/courses'
import { openCatalogue } from '@racecast/courses/catalogue'
import { CourseLine } from '@racecast/courses/line'
import { openSink } from '@racecast/pinot/adapters'
import { entryRecord, fixRow, raceRecord } from '@racecast/pinot/contract'
import type { RaceRecord } from '@racecast/pinot/events'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { FeedClient, type FeedStatus } from './protocol/index.ts'

const controlToken = 'control-token-of-the-test'
const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 20 })

/** The whole gateway as a process on a file that the test writes as the generator would. */
describe('the gateway', { timeout: 60_000 }, () => {
  let dataDir: string
  let course: Course
  let race: RaceRecord
  let sink: ReturnType<typeof openSink>

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'racecast-gateway-'))
    course = openCatalogue().list()[0]!
    race = raceRecord({
      ...{
        kind: 'simulated',
        status: 'started',
        startTime: Date.now() - 10_000,
        waves: [],
        pauses: [],
        gaps: [],
      },
      ...{ course: course.shortName, courseHash: course.hash, fixIntervalS: 1, slug: 'the-race' },
    })
    sink = openSink(`sqlite:${join(dataDir, 'events.db')}`)
    onTestFinished(async () => {
      await sink.close()
      rmSync(dataDir, { recursive: true })
    })
    await sink.putRace(race)
    await sink.putEntries(
      [1, 2, 3].map((id) => entryRecord(race.runId, id, { bib: `F${id}`, name: `Runner ${id}` })),
    )
    await sink.putRace({ ...race, updatedAt: race.updatedAt + 1 })
  })

  /** Everybody's fix at race time `t`; number n runs at 3 + n m/s. */
  async function tick(t: number): Promise<void> {
    const line = new CourseLine(course)
    const rows = [1, 2, 3].map((id) => {
      const distance = ((3 + id) * t) / 1000
      const [lon, lat] = line.pointAt(distance * 100)
      const timestamp = race.startTime + t
      const time = { timestamp, publishedAt: timestamp, rawTime: Math.floor(t / 1000), raceTimeMs: t }
      return fixRow(race.runId, id, t, {
        ...time,
        distance,
        lon,
        lat,
        course: course.shortName,
        source: 'simulated',
        flags: 0,
      })
    })
    await sink.putFixes(rows)
  }

  async function start(port = 0): Promise<{ process: ChildProcess; url: string }> {
    const child = fork(join(import.meta.dirname, 'server.ts'), {
      env: {
        ...{ PORT: String(port), DATA_DIR: dataDir, UI_DIR: join(dataDir, 'no-page') },
        ...{ LOG_LEVEL: 'error', CONTROL_TOKEN: controlToken },
      },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const [{ listening }] = await once(child, 'message')
    return { process: child, url: listening }
  }

  function watch(url: string) {
    const statuses: FeedStatus[] = []
    const seen: string[] = []
    const client = new FeedClient({
      url: `${url.replace('http', 'ws')}/feed`,
      race: 'the-race',
      onSnapshot: () => seen.push('snapshot'),
      onDelta: () => seen.push('delta'),
      onStatus: (status) => statuses.push(status),
      random: () => 0.1,
    })
    onTestFinished(() => client.close())
    return { client, statuses, seen }
  }
  const cmOf = (client: FeedClient, id: number) => {
    const { entities } = client.state!
    return entities.cm[entities.slots.get(id)!]
  }

  it('shows what is written to the store as deltas, within its REST answers too', async () => {
    await tick(0)
    const { url } = await start()
    const { client, statuses, seen } = watch(url)
    await until(() => expect(statuses.at(-1)).toEqual({ state: 'live' }))
    await until(() => expect(client.state!.entities.size).toBe(3))
    expect(client.state!.roster.get(2)!.name).toBe('Runner 2')
    for (const t of [1000, 2000, 3000]) {
      await tick(t)
      await until(() => expect(cmOf(client, 3)).toBe((6 * t) / 10))
    }
    expect(seen.filter((kind) => kind === 'snapshot')).toHaveLength(1)
    expect(client.state!.lag.sentAt).toBeGreaterThanOrEqual(client.state!.lag.pollEnd)
    const answer = await fetch(`${url}/api/races/the-race/leaderboard?at=${race.startTime + 2500}`)
    const { rows } = (await answer.json()) as { rows: { bib: string; distance: number }[] }
    expect(rows.map(({ bib, distance }) => [bib, distance])).toEqual([
      ['F3', 15],
      ['F2', 12.5],
      ['F1', 10],
    ])
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
  })

  it('finds a race that is made while it runs', async () => {
    const { url } = await start()
    const later = raceRecord({
      ...race,
      runId: crypto.randomUUID(),
      slug: 'later',
      updatedAt: race.updatedAt,
    })
    await sink.putEntries([entryRecord(later.runId, 1)])
    await sink.putRace(later)
    await until(async () => expect((await fetch(`${url}/api/races/later/leaderboard`)).status).toBe(200))
  })

  it('goes on where it was after kill -9, and its viewers come back by themselves', async () => {
    for (const t of [0, 1000, 2000]) await tick(t)
    const first = await start()
    const { client, statuses } = watch(first.url)
    await until(() => expect(client.state?.entities.size).toBe(3))
    const { epoch, seq } = client.state!
    first.process.kill('SIGKILL')
    await until(() => expect(statuses.at(-1)!.state).not.toBe('live'))
    for (const t of [3000, 4000]) await tick(t)
    await start(Number(new URL(first.url).port))
    await until(() => expect(statuses.at(-1)).toEqual({ state: 'live' }))
    await until(() => expect(cmOf(client, 1)).toBe(1600))
    expect(client.state!.epoch).toBe(epoch)
    expect(client.state!.seq).toBeGreaterThan(seq)
    await tick(5000)
    await until(() => expect(cmOf(client, 1)).toBe(2000))
  })

  it('shows a private race for a key, and knows after kill -9 which keys were revoked', async () => {
    const hidden = raceRecord({ ...race, runId: crypto.randomUUID(), slug: 'hidden', visibility: 'private' })
    await sink.putEntries([entryRecord(hidden.runId, 1)])
    await sink.putRace(hidden)
    const first = await start()
    const at = async (url: string, token: string, init: RequestInit = {}) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const answer = await fetch(`${url}/api/${init.method ? 'keys' : 'races/hidden'}`, { ...init, headers })
      return { status: answer.status, body: (await answer.json()) as { type: string; token: string } }
    }
    await until(async () => expect((await at(first.url, controlToken)).status).toBe(200))
    expect((await fetch(`${first.url}/api/races/hidden`)).status).toBe(404)
    const mint = async () => {
      const body = JSON.stringify({ scope: 'watch', race: 'hidden', label: 'Screen' })
      return (await at(first.url, controlToken, { method: 'POST', body })).body.token
    }
    const [kept, revoked] = [await mint(), await mint()]
    expect((await at(first.url, revoked)).status).toBe(200)
    const jti = JSON.parse(atob(revoked.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/'))).jti
    const headers = { authorization: `Bearer ${controlToken}` }
    const ended = await fetch(`${first.url}/api/keys/${jti}`, { method: 'DELETE', headers })
    expect(ended.status).toBe(200)
    first.process.kill('SIGKILL')
    await once(first.process, 'exit')
    const { url } = await start()
    await until(async () => expect((await at(url, kept)).status).toBe(200))
    expect((await at(url, revoked)).body.type).toBe('urn:racecast:problem:key-revoked')
  })

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends in order on %s: viewers are told when to come back',
    async (signal) => {
      const { process, url } = await start()
      const { statuses } = watch(url)
      await until(() => expect(statuses.at(-1)).toEqual({ state: 'live' }))
      process.kill(signal)
      const [code] = await once(process, 'exit')
      expect(code).toBe(0)
      expect(statuses.find(({ state }) => state === 'waiting')).toMatchObject({
        reason: 'the server is restarting',
      })
    },
  )

  it('does not start with a setting that is wrong, and says which', async () => {
    const child = fork(join(import.meta.dirname, 'server.ts'), {
      env: { PORT: 'x' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    let said = ''
    child.stderr!.on('data', (chunk) => {
      said += chunk
    })
    const [code] = await once(child, 'close')
    expect([code, said]).toEqual([1, expect.stringContaining('PORT is "x"; give a whole number')])
  })
})
