import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { sseViewerSocket } from './sse-viewer-socket.ts'

/** A client that reads if `reads` says so, and the answer to it. */
async function answer(reads: boolean) {
  const server = createServer()
  const arrived = once(server, 'request')
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  onTestFinished(() => {
    client.destroy()
    server.close()
  })
  if (reads) client.resume()
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  const [, response] = (await arrived) as [unknown, ServerResponse]
  response.setHeader('connection', 'close')
  response.removeHeader('transfer-encoding')
  response.flushHeaders()
  return { client, response }
}

it('is rid of who is sent away and takes nothing, in the end', async () => {
  const { response } = await answer(false)
  const time = new VirtualTime()
  const viewer = sseViewerSocket(response, time)
  const { socket } = response
  viewer.write(Buffer.alloc(50_000_000))
  viewer.close()
  time.pass(4999)
  expect(socket!.destroyed).toBe(false)
  const closed = once(response, 'close')
  time.pass(1)
  await closed
  expect(socket!.destroyed).toBe(true)
  expect(time.pending).toBe(0)
})

it('lets who reads take everything, and waits for nothing then', async () => {
  const { client, response } = await answer(true)
  const time = new VirtualTime()
  const viewer = sseViewerSocket(response, time)
  const closed = [once(response.socket!, 'close'), once(client, 'close')]
  viewer.write(Buffer.alloc(5_000_000))
  viewer.close()
  await Promise.all(closed)
  expect(client.bytesRead).toBeGreaterThan(5_000_000)
  expect(time.pending).toBe(0)
})
