import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCatalogue } from '@racecast/courses/catalogue'
import { track400 } from '@racecast/courses/fixtures'
import { execute, namedPlace, type Place } from '@racecast/pinot/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serverNames, stackStatus } from '../stack/index.ts'
import { sharedStack, stackIsMissing, stackTimeout } from '../stack/testing/index.ts'
import { Launched, until } from './testing/launched.ts'

const course = track400()
/** The same field at the same gun in both modes. */
const order = {
  ...{ course: course.shortName, name: 'Track race', slug: 'track', competitors: 30, seed: 23 },
  ...{ fastest: 60, slowest: 80, stoppingRatio: 0.3, minPause: 2, maxPause: 4, waves: 2, waveGapS: 2 },
}
const headers = { authorization: 'Bearer stack-mode', 'content-type': 'application/json' }

const seaFront = `<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>Sea Front</name>
  <trkseg><trkpt lat="50.82" lon="-0.15"/><trkpt lat="50.82" lon="-0.14"/></trkseg></trk></gpx>`

let folders: string[] = []
let place: Place
let stackDirectory: string
let stack: Launched
let embedded: Launched
let gun: number
let hidden: Awaited<ReturnType<typeof hiddenWhileItRuns>>

async function launched(mode: 'embedded' | 'stack', environment: NodeJS.ProcessEnv): Promise<Launched> {
  const folder = mkdtempSync(join(tmpdir(), `racecast-${mode}-`))
  folders.push(folder)
  openCatalogue({ addedDir: join(folder, 'courses') }).add(course)
  const settings = { DATA_DIR: folder, PORT: '0', CONTROL_TOKEN: 'stack-mode', ...environment }
  const starting = new Launched(settings, mode)
  await starting.running()
  return starting
}

const get = async (gateway: string, path: string): Promise<Record<string, unknown>> =>
  (await (await fetch(`${gateway}/api/races/track${path}`)).json()) as Record<string, unknown>

async function makeRace({ gateways }: Launched): Promise<void> {
  const body = JSON.stringify({ ...order, startTime: gun })
  const made = await fetch(`${gateways[0]}/api/races`, { method: 'POST', headers, body })
  expect(made.status, await made.clone().text()).toBe(201)
}

/**
 * Makes the race private and public again while it runs, ordered at the second gateway; resolves to what somebody without a key
 * saw of it at both.
 */
async function hiddenWhileItRuns() {
  const statusOf = async (url: string) => (await fetch(url)).status
  const seen = async (gateway: string) => {
    const { races } = (await (await fetch(`${gateway}/api/races`)).json()) as { races: { slug: string }[] }
    return {
      isListed: races.some(({ slug }) => slug === order.slug),
      race: await statusOf(`${gateway}/api/races/track`),
      ticks: await statusOf(`${gateway}/api/races/track/ticks/latest`),
    }
  }
  const to = async (visibility: string) => {
    const body = JSON.stringify({ visibility })
    const done = await fetch(`${stack.gateways[1]}/api/races/track/visibility`, {
      ...{ method: 'POST', headers, body },
    })
    expect(done.status, await done.text()).toBe(200)
    for (const gateway of stack.gateways)
      await until(`the race is ${visibility} at ${gateway}`, async () => {
        const { race } = await seen(gateway)
        return race === (visibility === 'private' ? 404 : 200)
      })
    return Promise.all(stack.gateways.map(seen))
  }
  for (const gateway of stack.gateways)
    await until(`somebody runs at ${gateway}`, async () => (await get(gateway, '')).status === 'started')
  const streams = await Promise.all(
    stack.gateways.map((gateway) => fetch(`${gateway}/api/races/track/stream`)),
  )
  const whilePrivate = await to('private')
  // Each ends by itself.
  const told = await Promise.all(streams.map((stream) => stream.text()))
  return { whilePrivate, told, afterwards: await to('public') }
}

/** An answer without the one thing that has to differ. */
async function answer(gateway: string, path: string): Promise<unknown> {
  const { runId } = await get(gateway, '')
  const text = JSON.stringify(await get(gateway, path))
  return JSON.parse(text.replaceAll(String(runId), 'RUN'))
}

describe.skipIf(stackIsMissing)('the same race on the stack and embedded', { timeout: stackTimeout }, () => {
  beforeAll(async () => {
    ;({ directory: stackDirectory } = (await sharedStack()).config)
    place = await namedPlace()
    stack = await launched('stack', {
      // Its Redis is that of the shared stack, which the launcher finds running.
      ...{ STACK_DIR: stackDirectory, GATEWAYS: '2' },
      ...{ EVENTS_URL: place.eventsUrl, STORE_URL: place.storeUrl },
      PINOT_CONTROLLER_URL: `pinot://${place.controller.hosts[0]}`,
    })
    embedded = await launched('embedded', {})
    gun = 1000 * Math.ceil(Date.now() / 1000) + 10_000
    await Promise.all([makeRace(stack), makeRace(embedded)])
    hidden = await hiddenWhileItRuns()
    for (const gateway of [...stack.gateways, ...embedded.gateways])
      await until(
        `${gateway} shows everybody's finish and the end of the race`,
        async () => {
          const { status, finishers } = await get(gateway, '')
          return status === 'finished' && finishers === order.competitors
        },
        120_000,
      )
  }, stackTimeout)
  afterAll(async () => {
    await Promise.all([stack?.stop(), embedded?.stop()])
    await place?.remove()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    folders = []
  }, stackTimeout)

  it('prints an address for each gateway, and those of the servers', () => {
    expect(new Set(stack.gateways).size).toBe(2)
    expect(embedded.gateways).toHaveLength(1)
    expect(stack.output).toMatch(/Kafka +127\.0\.0\.1:\d+\n/)
    expect(stack.output).toMatch(/Pinot console +http:\/\/127\.0\.0\.1:\d+\n/)
    expect(stack.output).toMatch(/Redis +redis:\/\/127\.0\.0\.1:\d+\n/)
  })

  it('was gone at both gateways for who has no key while it was private, and then there again', () => {
    const gone = { isListed: false, race: 404, ticks: 404 }
    expect(hidden.whilePrivate).toEqual([gone, gone])
    for (const told of hidden.told) expect(told).toMatch(/"code":"racePrivate"[^\n]*\s*$/)
    const there = { isListed: true, race: 200, ticks: 200 }
    expect(hidden.afterwards).toEqual([there, there])
  })

  it('is the same race', async () => {
    const of = async (gateway: string) => (await answer(gateway, '')) as Record<string, unknown>
    const here = await of(embedded.gateways[0]!)
    expect(here).toMatchObject({ startTime: gun, status: 'finished', finishers: order.competitors, gaps: [] })
    for (const gateway of stack.gateways) expect(await of(gateway)).toEqual(here)
  })

  it.each([
    ['leaderboard', 7],
    ['leaderboard', 25],
    ['leaderboard', 33.5],
    ['positions', 0],
    ['positions', 12.5],
    ['positions', 30],
  ])('has the same %s %d s after the gun', async (what, seconds) => {
    const path = `/${what}?at=${gun + 1000 * seconds}`
    const here = await answer(embedded.gateways[0]!, path)
    expect((here as { rows: unknown[] }).rows).toHaveLength(order.competitors)
    for (const gateway of stack.gateways) expect(await answer(gateway, path)).toEqual(here)
  })

  it('has the same line for everybody in the results', async () => {
    const of = async (gateway: string) => (await fetch(`${gateway}/api/races/track/results.csv`)).text()
    const here = await of(embedded.gateways[0]!)
    expect(here.trimEnd().split('\n')).toHaveLength(order.competitors + 1)
    for (const gateway of stack.gateways) expect(await of(gateway)).toBe(here)
  })

  it('has the same results once its guns are corrected, somebody is out and a finish is taken back, and official they change no more', async () => {
    /** Net time of everybody who is placed, ms by bib. */
    const timesAt = async (gateway: string) => {
      const { rows } = await get(gateway, '/leaderboard?limit=100')
      const times = (rows as { bib: string; raceTimeMs: number }[]).map(
        ({ bib, raceTimeMs }) => [bib, raceTimeMs] as const,
      )
      return new Map(times)
    }
    const post = async (gateway: string, path: string, body: object = {}) => {
      const url = `${gateway}/api/races/track/${path}`
      return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
    }
    const before = await timesAt(embedded.gateways[0]!)
    for (const { gateways } of [stack, embedded]) {
      // Ordered at one, and so at the others.
      const gateway = gateways.at(-1)!
      for (const [path, body] of [
        ['gun', { startTime: gun - 1500 }],
        ['gun', { startTime: gun + 1000, wave: '2' }],
        ['competitors/3/standing', { standing: 'DSQ' }],
        ['competitors/5/finish', { counts: false, reason: 'a bag carrier' }],
        ['competitors/20/finish', { counts: false }],
        ['competitors/20/finish', { counts: true }],
        ['official', {}],
      ] as const) {
        const done = await post(gateway, path, body)
        expect(done.status, await done.text()).toBe(200)
      }
      expect((await post(gateway, 'gun', { startTime: gun })).status).toBe(409)
    }
    for (const gateway of [...stack.gateways, ...embedded.gateways]) {
      await until(
        `${gateway} has official results`,
        async () => (await get(gateway, '')).status === 'official',
        30_000,
      )
      const after = await timesAt(gateway)
      expect(after.size).toBe(order.competitors - 1)
      expect(after.has('3')).toBe(false)
      // Who is not in at the end has no time.
      after.delete('5')
      for (const [bib, ms] of after) expect(ms - before.get(bib)!, bib).toBe(Number(bib) <= 15 ? 1500 : 1000)
    }
    const of = async (gateway: string) => (await fetch(`${gateway}/api/races/track/results.csv`)).text()
    const here = await of(embedded.gateways[0]!)
    expect(here).toMatch(/^,5,.*,DNF,official\r$/m)
    for (const gateway of stack.gateways) expect(await of(gateway)).toBe(here)
  })

  it('lies in Pinot, one current row for each competitor, all of them at the end of the course', async () => {
    const { runId } = await get(stack.gateways[0]!, '')
    const rows = await execute(
      place,
      `SELECT competitorId, distance FROM parkrun${place.suffix} WHERE runId = %(run)s LIMIT 1000`,
      { run: String(runId) },
    )
    expect(new Set(rows.map(({ competitorId }) => competitorId)).size).toBe(order.competitors)
    expect(rows.map(({ distance }) => distance)).toEqual(rows.map(() => course.lengthCm / 100))
  })

  it('may be followed by one on a course that is added meanwhile: Pinot gets it too', async () => {
    const [gateway] = stack.gateways
    const added = await fetch(`${gateway}/api/courses?name=sea-front.gpx`, {
      ...{ method: 'POST', headers: { ...headers, 'content-type': 'application/gpx+xml' }, body: seaFront },
    })
    expect(added.status, await added.clone().text()).toBe(201)
    const names = async () => {
      const rows = await execute(place, `SELECT shortName FROM courses${place.suffix} LIMIT 1000`)
      return rows.map(({ shortName }) => shortName)
    }
    await until('the course is in Pinot', async () => (await names()).includes('sea-front'), 60_000)
    expect(await names()).toContain(course.shortName)
  })

  it('goes when it is stopped, and leaves the stack that ran before', async () => {
    const pids = stack.services.map((name) => stack.service(name))
    expect(pids.every((pid) => pid !== undefined)).toBe(true)
    expect(await stack.stop()).toBe(0)
    for (const pid of pids) expect(() => process.kill(pid!, 0)).toThrow()
    expect(stack.output).toContain('npm run stack -- stop')
    const { servers } = await stackStatus({ directory: stackDirectory })
    expect(servers.map(({ server, state }) => [server, state])).toEqual(
      serverNames.map((name) => [name, 'healthy']),
    )
  })
})
