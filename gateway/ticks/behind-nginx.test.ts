import { nginxPath, temporaryNginx } from '@racecast/infra/nginx'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { controlToken, gateway, metricsAsked } from '../fixtures/gateway.ts'
import { runId } from '../fixtures/race.ts'
import { TickFollower } from './testing/tick-follower.ts'

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 10 })

async function setUp() {
  const built = await gateway()
  const nginx = await temporaryNginx(new URL(await built.listen()).host)
  onTestFinished(() => nginx.stop())
  const url = `${nginx.url}/api/races/${runId}`

  function follow(count: number): TickFollower[] {
    const followers = Array.from({ length: count }, () => new TickFollower(url))
    onTestFinished(async () => void (await Promise.all(followers.map((follower) => follower.close()))))
    return followers
  }
  /** Requests for ticks, their snapshots and `latest` that the gateway has had. */
  async function requests(): Promise<number> {
    const { body } = await built.app.inject(metricsAsked)
    const counts = [...body.matchAll(/^racecast_tick_requests_total\{.*\} (\d+)$/gm)]
    return counts.reduce((sum, [, count]) => sum + Number(count), 0)
  }
  return { ...built, url, follow, requests }
}

describe.skipIf(!nginxPath)('ticks as files behind a caching proxy', { timeout: 60_000 }, () => {
  it('cost the gateway two requests a tick at most, however many follow, and all have the same state', async () => {
    const { race, follow, requests } = await setUp()
    const followers = follow(50)
    await until(() => expect(followers.every(({ state }) => state !== null)).toBe(true))
    const before = await requests()
    expect(before).toBeLessThan(10)
    const ticks = 8
    for (let tick = 1; tick <= ticks; tick++) {
      race.tick(tick % 2 ? [1, 2, 3] : undefined)
      await until(() => expect(followers.map(({ state }) => state!.seq)).toEqual(Array(50).fill(tick)))
    }
    const { hash } = race.state!.entities
    expect(new Set(followers.map(({ state }) => state!.entities.hash))).toEqual(new Set([hash]))
    expect(await requests()).toBeLessThanOrEqual(before + 2 * ticks)
  })

  it('are kept by the proxy, a new epoch among them', async () => {
    const { race, url, follow } = await setUp()
    const followers = follow(5)
    await until(() => expect(followers.every(({ state }) => state !== null)).toBe(true))
    race.tick()
    await until(() => expect(followers.every(({ state }) => state!.seq === 1)).toBe(true))
    const cached = await fetch(`${url}/ticks/1/1`)
    expect([cached.headers.get('x-cache'), await cached.text()]).toEqual([
      'HIT',
      expect.stringContaining('"seq":1'),
    ])
    race.newEpoch()
    race.tick()
    await until(() => expect(followers.map(({ state }) => state?.epoch)).toEqual([2, 2, 2, 2, 2]))
    race.tick()
    await until(() => expect(followers.map(({ state }) => state?.seq)).toEqual([2, 2, 2, 2, 2]))
  })

  it('of a private race are kept by nobody', async () => {
    const { race, url } = await setUp()
    race.isPrivate = true
    const headers = { authorization: `Bearer ${controlToken}` }
    for (const path of ['latest', 'latest', '1/0/snapshot', '1/0/snapshot']) {
      const answer = await fetch(`${url}/ticks/${path}`, { headers })
      expect([answer.status, answer.headers.get('x-cache')]).toEqual([200, 'MISS'])
      expect((await fetch(`${url}/ticks/${path}`)).status).toBe(404)
    }
  })

  it('are not held by the proxy any more once a race has become private, nor is anything else of it (P-7)', async () => {
    const { race, url } = await setUp()
    race.tick()
    const paths = [`${url}/leaderboard`, `${url}/ticks/latest`]
    const asked = (path: string) => Array.from({ length: 30 }, async () => (await fetch(path)).status)
    for (const path of paths) expect((await fetch(path)).status).toBe(200)
    race.isPrivate = true
    for (const path of paths) {
      await until(async () => expect((await fetch(path)).status).toBe(404))
      // Those who come while it is asked for anew are given what the proxy still holds.
      expect(new Set(await Promise.all(asked(path)))).toEqual(new Set([404]))
      const headers = { authorization: `Bearer ${controlToken}` }
      expect((await fetch(path, { headers })).status).toBe(200)
      expect((await fetch(path)).status).toBe(404)
    }
    race.isPrivate = false
    for (const path of paths) await until(async () => expect((await fetch(path)).status).toBe(200))
  })
})
