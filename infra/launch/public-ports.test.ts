import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { freePort } from '../stack/ports.ts'
import { refuseTakenPorts } from './public-ports.ts'

describe('the ports of the gateways', () => {
  it('are refused where another program has one, by number and remedy, and taken when it has gone', async () => {
    const port = await freePort()
    const other = createServer().listen(port, '127.0.0.1')
    await once(other, 'listening')
    await expect(refuseTakenPorts('127.0.0.1', [0, port])).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is taken by another program: stop that one, or set PORT to another`,
    )
    other.close()
    await once(other, 'close')
    await refuseTakenPorts('127.0.0.1', [0, port])
  })

  it('are refused beyond the last one', async () => {
    await expect(refuseTakenPorts('127.0.0.1', [65_536])).rejects.toThrow('Port 65536 does not exist')
  })

  it('are refused on an address that this machine has not', async () => {
    await expect(refuseTakenPorts('192.0.2.1', [8080])).rejects.toThrow(
      'HOST 192.0.2.1 cannot be listened on',
    )
  })
})
