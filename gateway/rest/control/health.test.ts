import { describe, expect, it } from 'vitest'
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
})
