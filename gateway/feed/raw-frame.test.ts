import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { textMessages } from '../fixtures/wire.ts'
import { textFrame } from './raw-frame.ts'
import { WsViewerSocket } from './ws-viewer-socket.ts'

async function pair() {
  const server = createServer()
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const accepted = once(sockets, 'connection')
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const [ws, request] = await accepted
  onTestFinished(() => {
    client.terminate()
    sockets.close()
    server.close()
  })
  return { client, ws: ws as WebSocket, viewer: new WsViewerSocket(ws, request.socket) }
}

/** The same with a client that has no manners of its own. */
async function rawPair() {
  const server = createServer()
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const accepted = once(sockets, 'connection')
  const { port } = server.address() as AddressInfo
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.write(
    'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n',
  )
  const [ws, request] = await accepted
  onTestFinished(() => {
    socket.destroy()
    sockets.close()
    server.close()
  })
  const viewer = new WsViewerSocket(ws, request.socket)
  return { ws: ws as WebSocket, viewer, socket, read: () => Buffer.concat(chunks) }
}

describe('a frame made by hand', () => {
  it.each([0, 1, 125, 126, 65_535, 65_536, 200_000])(
    'carries %i bytes as any client reads them',
    async (size) => {
      const { client, viewer } = await pair()
      const text = 'é'.repeat(size >> 1) + 'x'.repeat(size & 1)
      const received = once(client, 'message')
      viewer.write(textFrame(text))
      const [data, isBinary] = await received
      expect(isBinary).toBe(false)
      expect(data.length).toBe(size)
      expect(data.toString()).toBe(text)
      expect(textMessages(textFrame(text))).toEqual([text])
    },
  )

  it('stands between frames of ws, several in one write, in order', async () => {
    const { client, ws, viewer } = await pair()
    const seen: string[] = []
    const all = new Promise<void>((done) => {
      client.on('message', (data) => {
        seen.push(data.toString())
        if (seen.length === 6) done()
      })
    })
    ws.send('ws 1')
    viewer.write(Buffer.concat([textFrame('raw 2'), textFrame('raw 3')]))
    ws.ping()
    ws.send('ws 4')
    viewer.write(textFrame('raw 5'))
    ws.send('ws 6')
    await all
    expect(seen).toEqual(['ws 1', 'raw 2', 'raw 3', 'ws 4', 'raw 5', 'ws 6'])
  })

  it('is not written once the connection is closing, from either side', async () => {
    const { client, viewer } = await pair()
    const errors: Error[] = []
    client.on('error', (error) => errors.push(error))
    const closed = once(client, 'close')
    viewer.write(textFrame('last'))
    viewer.close(4404, 'no such race')
    viewer.write(textFrame('too late'))
    const seen: string[] = []
    client.on('message', (data) => seen.push(data.toString()))
    const [code, reason] = await closed
    expect([code, reason.toString()]).toEqual([4404, 'no such race'])
    expect(seen).toEqual(['last'])
    expect(errors).toEqual([])
    viewer.write(textFrame('much too late'))
  })

  it('is not written to who has said goodbye and stays, whatever still waits', async () => {
    const { viewer, ws, socket, read } = await rawPair()
    const goodbye = Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8])
    socket.write(goodbye)
    await expect.poll(() => ws.readyState).toBe(2)
    expect(viewer.write(textFrame('too late'))).toBe(false)
    const ended = once(socket, 'close')
    socket.end()
    await ended
    expect(read().subarray(-4)).toEqual(Buffer.from([0x88, 0x02, 0x03, 0xe8]))
  })
})
