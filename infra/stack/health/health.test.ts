import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { askKafka } from './kafka.ts'
import { pingRedis } from './redis.ts'
import { askZooKeeper } from './zookeeper.ts'

let server: Server
afterEach(() => server.close())

/** A server that gives `answer` to whatever it is sent, and what it was sent. */
async function answering(...chunks: (string | Buffer)[]) {
  const heard: Buffer[] = []
  const onConnection = (socket: Socket) => {
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      heard.push(bytes as Buffer)
      for (const chunk of chunks) socket.write(chunk)
      if (chunks.length === 0) socket.end()
    })
  }
  server = createServer(onConnection).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as { port: number }).port, heard }
}

/** An answer of Kafka to a Metadata request that lists `brokers` of them, cut after the count. */
function metadata(brokers: number): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeInt32BE(8, 0)
  bytes.writeInt32BE(1, 4)
  bytes.writeInt32BE(brokers, 8)
  return bytes
}

describe('health', () => {
  it('of Redis is its PONG', async () => {
    const { port, heard } = await answering('+PO', 'NG\r\n')
    await pingRedis(port, 5000)
    expect(Buffer.concat(heard).toString()).toBe('PING\r\n')
  })

  it('of a Redis that still loads its file is not there yet', async () => {
    const { port } = await answering('-LOADING Redis is loading the dataset in memory\r\n')
    await expect(pingRedis(port, 5000)).rejects.toThrow('LOADING')
  })

  it('of Kafka is a broker in its metadata', async () => {
    const { port, heard } = await answering(metadata(1).subarray(0, 5), metadata(1).subarray(5))
    await askKafka(port, 5000)
    const request = Buffer.concat(heard)
    expect(request.readInt32BE(0)).toBe(request.length - 4)
    expect(request.readInt16BE(4)).toBe(3)
  })

  it('of a Kafka that listens but has no broker yet is not there', async () => {
    const { port } = await answering(metadata(0))
    await expect(askKafka(port, 5000)).rejects.toThrow('no broker')
  })

  it('of ZooKeeper is that it names its mode', async () => {
    const { port } = await answering('Zookeeper version: 3\nMode: ', 'standalone\n')
    await askZooKeeper(port, 5000)
  })

  it('is not there when the connection ends without an answer', async () => {
    const { port } = await answering()
    await expect(askZooKeeper(port, 5000)).rejects.toThrow('without a whole answer')
  })
})
