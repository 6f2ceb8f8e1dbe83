import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { freePorts, stackConfig } from './config.ts'
import { chooseFreePorts, freePort, isFree } from './ports.ts'

describe('ports', () => {
  it('that are 0 become free ones, no two the same; the others stay', async () => {
    const chosen = await chooseFreePorts({ ...freePorts, kafka: 9092 })
    expect(chosen.kafka).toBe(9092)
    expect(new Set(Object.values(chosen)).size).toBe(Object.keys(freePorts).length)
    expect(Object.values(chosen)).not.toContain(0)
  })

  it('that are free stay so until their server listens: none is one that the system gives to a connection', async () => {
    const chosen = Object.values(await chooseFreePorts(freePorts))
    for (const port of [...chosen, await freePort()]) expect(port).toBeLessThan(32_768)
  })

  it('that another process listens on are not free', async () => {
    const port = await freePort()
    const server = createServer().listen(port, '127.0.0.1')
    await once(server, 'listening')
    expect(await isFree(port)).toBe(false)
    server.close()
    await once(server, 'close')
    expect(await isFree(port)).toBe(true)
  })

  it('are all free ones in the configuration for a stack beside others', () => {
    expect(Object.keys(freePorts).sort()).toEqual(Object.keys(stackConfig({ directory: 'x' }).ports).sort())
  })
})
