import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { openCatalogue } from '@racecast/courses/catalogue'
import { openStore } from '@racecast/pinot/adapters'
import { expect, it, onTestFinished, vi } from 'vitest'
import { makeField } from './plan/index.ts'
import { track } from './testing/courses.ts'
import { startServer } from './testing/server-process.ts'
import { temporaryFolder } from './testing/sink.ts'

it('after kill -9 mid-race the race goes on, with a complete history and nobody going backwards', async () => {
  const folder = temporaryFolder()
  openCatalogue({ addedDir: join(folder, 'courses') }).add(track)
  const store = openStore(`sqlite:${join(folder, 'events.db')}`)
  onTestFinished(() => store.close())
  const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 20 })

  const first = await startServer(folder)
  const reply = await first.post('/races', { course: 'track-400', competitors: 300, seed: 3 })
  expect(reply.status).toBe(201)
  const { runId, startTime } = (await reply.json()) as { runId: string; startTime: number }
  const newestPast = (ms: number) => async () =>
    expect((await store.extent(runId))?.newest).toBeGreaterThanOrEqual(ms)
  await until(newestPast(startTime + 2000))

  const exited = once(first.child, 'exit')
  first.child.kill('SIGKILL')
  await exited
  const acknowledged = await store.history({ runId, from: 0, to: Number.MAX_SAFE_INTEGER })
  const killedAt = (await store.extent(runId))!.newest

  // Some seconds go by without anybody to publish them.
  await vi.waitUntil(() => Date.now() > killedAt + 4000, { timeout: 10_000, interval: 50 })
  const second = await startServer(folder)
  await until(newestPast(killedAt + 6000))
  const stopped = once(second.child, 'exit')
  second.child.kill('SIGTERM')
  expect(await stopped).toEqual([0, null])

  const rows = await store.history({ runId, from: 0, to: Number.MAX_SAFE_INTEGER })
  expect(rows.slice(0, acknowledged.length)).toEqual(acknowledged)
  const race = (await store.races()).find((one) => one.runId === runId)!
  const plans = makeField({ course: track, plan: race.plan!, seed: 3 })
  for (const [id, own] of Map.groupBy(rows, ({ competitorId }) => competitorId)) {
    expect(own.map(({ timestamp }) => timestamp)).toEqual(own.map((_, s) => startTime + s * 1000))
    for (const { distance, raceTimeMs } of own) {
      expect(distance * 100).toBeCloseTo(plans[id - 1]!.positionCm(raceTimeMs), 0)
    }
    for (const [i, { distance }] of own.slice(1).entries())
      expect(distance).toBeGreaterThanOrEqual(own[i]!.distance)
  }
  expect(rows).toHaveLength(300 * (Math.round((rows.at(-1)!.timestamp - startTime) / 1000) + 1))
  expect(race.gaps.map(({ from }) => from)).toContain(killedAt)
}, 40_000)

it('says what is wrong with its configuration and ends', async () => {
  const child = fork(new URL('./server.ts', import.meta.url), {
    env: { PATH: process.env.PATH, CONTROL_TOKEN: 'x' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  const [code] = await once(child, 'close')
  expect(code).toBe(1)
  expect(said).toMatch(/^CONTROL_TOKEN is too short; give a secret/)
})
