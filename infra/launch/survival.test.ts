import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCatalogue } from '@racecast/courses/catalogue'
import { track400 } from '@racecast/courses/fixtures'
import { FeedClient, type LogEntry, type RaceInfo, type RaceState } from '@racecast/gateway/protocol'
import { type Simulation, simulateRace } from '@racecast/generator/simulation'
import { openStore } from '@racecast/pinot/adapters'
import { FixFlag } from '@racecast/pinot/events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../stack/ports.ts'
import { Launched, until } from './testing/launched.ts'

const course = track400()
const request = {
  competitors: 40,
  seed: 11,
  fastest: 60,
  slowest: 100,
  stoppingRatio: 0.4,
  minPause: 2,
  maxPause: 6,
}

let folder: string
let port: number
let launched: Launched
let feed: FeedClient
let race: RaceInfo
let truth: Simulation
/** What a viewer saw over all of it. */
const seen = { epochs: new Set<number>(), backwards: [] as string[], sequence: [] as number[] }

const address = () => `http://127.0.0.1:${port}`
const start = async () => {
  launched = new Launched({ DATA_DIR: folder, PORT: String(port), CONTROL_TOKEN: 'survival' })
  await launched.running()
}
const get = async <T>(path: string): Promise<T> => (await (await fetch(`${address()}${path}`)).json()) as T
const raceSeconds = () => (Date.now() - race.startTime) / 1000

function watch(): void {
  const furthest = new Map<number, number>()
  const look = (state: RaceState) => {
    seen.epochs.add(state.epoch)
    seen.sequence.push(state.seq)
    for (let slot = 0; slot < state.entities.size; slot++) {
      const id = state.entities.ids[slot]!
      const cm = state.entities.cm[slot]!
      if (cm < (furthest.get(id) ?? 0)) seen.backwards.push(`${id} from ${furthest.get(id)} to ${cm}`)
      furthest.set(id, cm)
    }
  }
  const url = `${address().replace('http', 'ws')}/feed`
  feed = new FeedClient({ url, race: race.runId, onSnapshot: look, onDelta: look, onStatus() {} })
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'racecast-survival-'))
  openCatalogue({ addedDir: join(folder, 'courses') }).add(course)
  port = await freePort()
  await start()
  const made = await fetch(`${address()}/api/races`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer survival' },
    body: JSON.stringify({ course: course.shortName, ...request }),
  })
  expect(made.status, await made.clone().text()).toBe(201)
  const { runId } = (await made.json()) as { runId: string }
  race = await get<RaceInfo>(`/api/races/${runId}`)
  truth = simulateRace(request, course, race.startTime)
  watch()

  await until('the race is under way', () => raceSeconds() > 6)
  await launched.killService('gateway')
  await until('some seconds with the new gateway', () => raceSeconds() > 11)
  await launched.killService('generator')
  await until('some seconds with the new generator', () => raceSeconds() > 16)
  await launched.killAll()
  const down = Date.now()
  await until('an outage of four seconds', () => Date.now() - down > 4000)
  await start()
  const raceNow = () => get<RaceInfo>(`/api/races/${runId}`)
  await until('everybody is in', async () => (await raceNow()).status === 'finished', 60_000)
  race = await raceNow()
  await until('the viewer has seen the end', () => feed.state?.race.status === 'finished')
}, 150_000)

afterAll(async () => {
  feed?.close()
  await launched?.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('a race whose gateway, generator and launcher were killed', () => {
  it('was never seen to go backwards', () => {
    expect(seen.backwards).toEqual([])
  })

  it('went on in one epoch with rising sequence numbers', () => {
    expect(seen.epochs.size).toBe(1)
    expect(seen.sequence).toEqual([...seen.sequence].sort((a, b) => a - b))
  })

  it('has every row of every second up to each finish, once', async () => {
    const store = openStore(`sqlite:${join(folder, 'events.db')}`)
    const rows = await store.history({ runId: race.runId, from: race.startTime - 1, to: Date.now() })
    const latest = await store.latest(race.runId)
    await store.close()
    const wanted = truth
      .rowsUpTo(race.startTime + 120_000)
      .map((row) => `${row.competitorId}@${row.raceTimeMs}`)
    expect(rows.map((row) => `${row.competitorId}@${row.raceTimeMs}`).sort()).toEqual(wanted.sort())
    expect(latest.every((row) => row.flags === FixFlag.finish)).toBe(true)
  })

  it('logged each finish once, at its exact instant', async () => {
    const log = await wholeLog()
    const finishes = log.filter((entry) => entry.kind === 'finish')
    expect(new Map(finishes.map((entry) => [entry.id, entry.t]))).toEqual(
      new Map(truth.plans.map((plan, i) => [i + 1, plan.finishMs])),
    )
    expect(finishes).toHaveLength(request.competitors)
  })

  it('logged each way into and out of the fence once, within 50 ms of the plan', async () => {
    const log = await wholeLog()
    const { fromCm, toCm } = course.fenceIntervals[0]!
    for (const [kind, cm] of [
      ['fenceIn', fromCm],
      ['fenceOut', toCm],
    ] as const) {
      const entries = log.filter((entry): entry is LogEntry & { kind: typeof kind } => entry.kind === kind)
      expect(entries).toHaveLength(request.competitors)
      for (const entry of entries) {
        expect(Math.abs(entry.t - truth.plans[entry.id - 1]!.timeAtCm(cm)!)).toBeLessThanOrEqual(50)
      }
    }
  })

  it('numbers its log without a hole', async () => {
    const log = await wholeLog()
    expect(log.map((entry) => entry.n)).toEqual(log.map((_, i) => i + 1))
  })

  it('declares how long it was down', () => {
    const longest = Math.max(...race.gaps.map(({ from, to }) => (to ?? Number.POSITIVE_INFINITY) - from))
    expect(longest).toBeGreaterThanOrEqual(4000)
    expect(longest).toBeLessThan(20_000)
  })

  it('leaves nothing running when it is stopped', async () => {
    const services = [launched.service('generator'), launched.service('gateway')]
    expect(services.every((pid) => pid !== undefined)).toBe(true)
    expect(await launched.stop()).toBe(0)
    for (const pid of services) expect(() => process.kill(pid!, 0)).toThrow()
  })
})

async function wholeLog(): Promise<LogEntry[]> {
  const { entries } = await get<{ entries: LogEntry[] }>(`/api/races/${race.runId}/log?from=1&limit=1000`)
  return entries
}
