import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openSink } from '../adapters/index.ts'
import { fixRow, raceRecord } from '../contract/index.ts'
import { SinkUnavailable } from '../ports/index.ts'

const race = raceRecord()
const fix = fixRow(race.runId, 1, 1000)

function sinkAt(port: number) {
  const sink = openSink(`kafka://racecast:secret@127.0.0.1:${port}?timeoutMs=300`)
  onTestFinished(() => sink.close())
  return sink
}

/** A server that takes connections and says nothing, like a process that is stopped. */
async function muteServer(): Promise<number> {
  const sockets: Socket[] = []
  const server = createServer((socket) => sockets.push(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

describe.each([
  ['refuses connections', closedPort],
  ['does not answer', muteServer],
])('a sink whose Kafka %s', (_, server) => {
  it('says SinkUnavailable for whatever is asked, naming the server and no password', async () => {
    const port = await server()
    const sink = sinkAt(port)
    for (const call of [() => sink.putFixes([fix]), () => sink.races(), () => sink.newestFix(race.runId)]) {
      const error: Error = await call().then(
        () => expect.unreachable(),
        (reason) => reason,
      )
      expect(error).toBeInstanceOf(SinkUnavailable)
      expect(error.message).toContain(`kafka://racecast:***@127.0.0.1:${port}: `)
      expect(error.message).not.toContain('secret')
    }
  })
})

describe('a sink', () => {
  it('refuses a bad row before it looks for a server', async () => {
    await expect(sinkAt(await closedPort()).putFixes([{ ...fix, lat: 91 }])).rejects.toThrow(TypeError)
  })

  it('that is closed says so', async () => {
    const sink = openSink('kafka://127.0.0.1:1')
    await sink.close()
    await sink.close()
    await expect(sink.putFixes([fix])).rejects.toThrow(/the sink is closed/)
    await expect(sink.races()).rejects.toThrow(/the sink is closed/)
  })
})
