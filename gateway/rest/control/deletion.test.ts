import { existsSync, mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { CloseCode } from '../../protocol/index.ts'
import { until, wholeService } from '../testing/whole-service.ts'

describe('DELETE /api/races/:race', { timeout: 60_000 }, () => {
  it('deletes a race for good: viewers are told, recording and rows go, and its address is free again (W-7)', async () => {
    const { ask, race, app, ports, folder, stopGenerator, startGenerator } = await wholeService()
    const waiting = { slug: 'gone', name: 'Gone by noon', startTime: Date.now() + 3_600_000 }
    const runId = await race(waiting)
    const recording = join(folder, 'rewind', runId)
    mkdirSync(recording, { recursive: true })
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    const ws = new WebSocket(`ws://127.0.0.1:${port}/feed`, ['racecast.v1.json'])
    const closed = new Promise<number>((resolve) => ws.on('close', resolve))
    const said: { type: string; code?: string }[] = []
    const shown = new Promise<void>((resolve) => {
      ws.on('message', (data) => {
        said.push(JSON.parse(String(data)))
        if (said.at(-1)!.type === 'snapshot') resolve()
      })
    })
    ws.on('open', () => ws.send(JSON.stringify({ type: 'subscribe', race: 'gone' })))
    await shown

    const wrong = await ask('DELETE', '/api/races/gone', { name: 'gone by noon' })
    expect([wrong.status, wrong.body.errors[0]]).toMatchObject([
      400,
      {
        field: 'name',
        message: 'is not the name of the race',
        remedy: expect.stringContaining('Gone by noon'),
      },
    ])
    expect((await ask('DELETE', '/api/races/gone', { name: waiting.name }, {})).status).toBe(401)
    expect((await ask('GET', '/api/races/gone')).status).toBe(200)

    const order = { name: waiting.name, reason: 'made twice' }
    expect((await ask('DELETE', '/api/races/gone', order)).status).toBe(204)
    expect(await closed).toBe(CloseCode.raceDeleted.code)
    expect(said.at(-1)).toMatchObject({
      type: 'error',
      code: 'raceDeleted',
      message: 'The race was deleted.',
    })
    expect((await ask('GET', '/api/races/gone')).status).toBe(404)
    expect((await ask('DELETE', '/api/races/gone', order)).status).toBe(404)
    await until(() => expect(existsSync(recording)).toBe(false))
    await until(async () => expect(await ports.store.entries(runId)).toEqual([]))
    const { entries } = (await ask('GET', '/api/audit')).body
    expect(entries.at(-1)).toMatchObject({
      ...{ action: 'delete', operator: 'API', reason: 'made twice', outcome: 'done' },
      after: { runId, slug: 'gone', name: 'Gone by noon' },
    })

    await stopGenerator()
    await startGenerator()
    const again = await race(waiting)
    const { body } = await ask('GET', '/api/races')
    expect(body.races.map((one: { runId: string }) => one.runId)).toEqual([again])
  })

  it('leaves nothing recorded of it at a gateway that was away meanwhile', async () => {
    const { ask, race, folder, anotherGateway } = await wholeService()
    const runId = await race({ name: 'Gone', startTime: Date.now() + 3_600_000 })
    expect((await ask('DELETE', `/api/races/${runId}`, { name: 'Gone' })).status).toBe(204)
    const recording = join(folder, 'rewind', runId)
    mkdirSync(recording, { recursive: true })
    await anotherGateway()
    await until(() => expect(existsSync(recording)).toBe(false))
  })

  it('refuses a race that is under way, and takes it once it is over', async () => {
    const { ask, race } = await wholeService()
    const runId = await race({ name: 'Under way' })
    const status = async () => (await ask('GET', `/api/races/${runId}`)).body.status
    await until(async () => expect(await status()).toBe('started'))
    const refused = await ask('DELETE', `/api/races/${runId}`, { name: 'Under way' })
    expect([refused.status, refused.body.detail]).toEqual([409, expect.stringMatching(/stop it first/)])
    await ask('POST', `/api/races/${runId}/stop`)
    await until(async () => expect(await status()).toBe('finished'))
    expect((await ask('DELETE', `/api/races/${runId}`, { name: 'Under way' })).status).toBe(204)
    expect((await ask('GET', '/api/races')).body.races).toEqual([])
  })
})
