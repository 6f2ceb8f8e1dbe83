import { StoreUnavailable } from '@racecast/pinot/ports'
import { describe, expect, it } from 'vitest'
import { busOnFile } from '../../access/testing/on-file.ts'
import { BusUnavailable } from '../../bus/bus.ts'
import { FakeRace, FakeRaces } from '../../fixtures/fake-race.ts'
import { controlToken, gateway } from '../../fixtures/gateway.ts'
import { raceInfo } from '../../fixtures/race.ts'
import { VirtualTime } from '../../fixtures/virtual-time.ts'
import { generatorOrders } from './generator-orders.ts'

/** A gateway to which nothing has come yet of what others have ordered; the test is its generator. */
async function setUp(answer: object) {
  const clock = new VirtualTime()
  const generator = { post: async () => ({ status: 200, body: answer }), health: async () => ({}) }
  const { app } = await gateway({ clock, ports: { bus: busOnFile(clock)(), generator } })
  const headers = { authorization: `Bearer ${controlToken}` }
  const base = `/api/races/${raceInfo.slug}`
  return {
    order: (path: string, payload: object = {}) =>
      app.inject({ method: 'POST', url: base + path, headers, payload }),
    entries: async () =>
      (await app.inject({ url: `${base}/audit`, headers }))
        .json()
        .entries.map(({ action, before, after }: Record<string, unknown>) => [action, before, after]),
  }
}

describe('an order at a gateway that does not show yet what was ordered before', () => {
  it('is in the log with what it has changed, though it seems to change nothing here', async () => {
    const { order, entries } = await setUp({ standing: 'entered', before: 'DNF' })
    expect((await order('/competitors/101/standing', { standing: 'entered' })).statusCode).toBe(200)
    expect(await entries()).toEqual([['standing', 'DNF', 'entered']])
  })

  it('is in the log if it is a correction of the gun, or a command that was accepted', async () => {
    const { startTime, status } = raceInfo
    const gun = await setUp({ startTime, before: startTime - 1000 })
    expect((await gun.order('/gun', { startTime })).statusCode).toBe(200)
    expect(await gun.entries()).toEqual([['gun', startTime - 1000, startTime]])
    const command = await setUp({ status })
    expect((await command.order('/resume')).statusCode).toBe(200)
    expect(await command.entries()).toEqual([['resume', undefined, status]])
  })

  it('is not in the log if it has changed nothing', async () => {
    const { order, entries } = await setUp({ standing: 'entered', before: 'entered' })
    expect((await order('/competitors/101/standing', { standing: 'entered' })).statusCode).toBe(200)
    expect(await entries()).toEqual([])
  })
})

describe.each([
  ['the store cannot be read', new StoreUnavailable('away')],
  ['the other gateways cannot be told of it', new BusUnavailable('away')],
])('an order that the generator has accepted while %s', (_, away) => {
  const settle = () => new Promise<void>((done) => setImmediate(done))
  const { runId } = raceInfo

  async function pass(time: VirtualTime, seconds: number): Promise<void> {
    for (let i = 0; i < 10 * seconds; i++) {
      time.pass(100)
      await settle()
    }
  }

  it('is done once that is over', async () => {
    const time = new VirtualTime()
    const races = new FakeRaces(new FakeRace())
    races.broken = away
    let shown: unknown = null
    const orders = generatorOrders({ races, clock: time, generator: null })
    const waiting = orders
      .visible(runId, () => true)
      .then((race) => {
        shown = race.info.runId
      })
    await pass(time, 5)
    expect(shown).toBeNull()
    races.broken = null
    await pass(time, 1)
    await waiting
    expect(shown).toBe(runId)
  })

  it('is said to be stored where that takes long, not to be given again', async () => {
    const time = new VirtualTime()
    const races = new FakeRaces(new FakeRace())
    races.broken = away
    const orders = generatorOrders({ races, clock: time, generator: null })
    const refused = expect(orders.visible(runId, () => true)).rejects.toMatchObject({
      ...{ code: 'race-not-visible', message: expect.stringMatching(/^It is stored/) },
    })
    const gone = orders.gone(runId)
    await pass(time, 11)
    await Promise.all([refused, gone])
  })
})
