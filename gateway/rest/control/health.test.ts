import { describe, expect, it } from 'vitest'
import { busOnFile } from '../../access/testing/on-file.ts'
import { FakeRace } from '../../fixtures/fake-race.ts'
import { controlToken, gateway } from '../../fixtures/gateway.ts'
import { raceInfo, runId } from '../../fixtures/race.ts'
import { VirtualTime } from '../../fixtures/virtual-time.ts'
import { until, wholeService } from '../testing/whole-service.ts'

describe('GET /api/health', { timeout: 60_000 }, () => {
  it('says of a real generator, store, bus and gateway that all is well, and when the generator ends that it has', async () => {
    const { ask, race, ports, stopGenerator } = await wholeService()
    const [mine] = [await race(), await race()]
    const levels = async () => {
      const { body } = await ask('GET', '/api/health')
      return Object.fromEntries(body.stages.map(({ name, level }: Record<string, string>) => [name, level]))
    }
    await until(async () => {
      const { body } = await ask('GET', '/api/health')
      expect([body.races.length, body.races[0]?.newestFixAgeMs]).toEqual([2, expect.any(Number)])
    })
    expect(await levels()).toMatchObject({ generator: 'green', sink: 'green', store: 'green', bus: 'green' })
    const { token } = (await ports.access.mint({ scope: 'control', race: mine, label: 'x', days: 1 }))!
    const bound = await ask('GET', '/api/health', undefined, { authorization: `Bearer ${token}` })
    expect(bound.body.races.map(({ runId }: { runId: string }) => runId)).toEqual([mine])
    expect((await ask('GET', '/api/health', undefined, {})).status).toBe(401)
    await stopGenerator()
    await until(async () => expect((await levels()).fixes).toBe('red'))
    await until(async () => expect((await levels()).generator).toBe('red'))
  })

  it('names no other race to who controls one of them: it may be a private one', async () => {
    const clock = new VirtualTime()
    const { app, access, races } = await gateway({ clock, ports: { bus: busOnFile(clock)() } })
    const hidden = new FakeRace(3, {
      ...raceInfo,
      runId: '7d7f6a4e-0000-4000-8000-000000000000',
      slug: 'hidden',
    })
    hidden.newEpoch()
    races.races.push(hidden)
    const poll = { polling: true, failures: 0, error: null, downSince: null, cadenceMs: null }
    races.polls = [runId, hidden.info.runId].map((one) => ({
      ...{ ...poll, runId: one, lastPollAt: clock.now(), queries: 1 },
      correction: { since: clock.now(), done: 0.5, failures: 0, error: null },
      ...(one !== runId && { failures: 9, error: 'hidden fails' }),
    }))
    clock.pass(11_000)
    const { token } = (await access.mint({ scope: 'control', race: runId, label: 'x', days: 1 }))!
    const told = async (bearer: string) =>
      (await app.inject({ url: '/api/health', headers: { authorization: `Bearer ${bearer}` } })).body
    expect(await told(controlToken)).toMatch(/polls of hidden have failed.*hidden fails/)
    const mine = await told(token)
    expect(mine).not.toMatch(/hidden|7d7f6a4e/)
    expect(JSON.parse(mine).gateways[0].polls).toMatchObject([{ runId }])
    expect(JSON.parse(mine).corrections).toMatchObject([{ runId }])
  })
})
