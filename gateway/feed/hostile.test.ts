import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { WebSocket } from 'ws'
import { gateway, metricsAsked } from '../fixtures/gateway.ts'
import { runId } from '../fixtures/race.ts'
import { CloseCode } from '../protocol/index.ts'

const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 5 })
const fin = 0x80
const [continuation, text, binary, close, ping] = [0, 1, 2, 8, 9]

/** A frame as a client has to send it, masked with zeros; `length` is what its head says. */
function frame(first: number, payload: Buffer | string = '', length = Buffer.byteLength(payload)): Buffer {
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  head[0] = first
  head[1] = 0x80 | (length < 126 ? length : length < 65_536 ? 126 : 127)
  if (head.length === 4) head.writeUInt16BE(length, 2)
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, Buffer.alloc(4), Buffer.from(payload)])
}

/** The code of the first close frame in what a server has sent; null if there is none. */
function closeCode(stream: Buffer): number | null {
  for (let at = stream.indexOf('\r\n\r\n') + 4; at + 4 <= stream.length; ) {
    if ((stream[at]! & 15) === close) return stream.readUInt16BE(at + 2)
    const short = stream[at + 1]!
    if (short < 126) at += 2 + short
    else if (short === 126) at += 4 + stream.readUInt16BE(at + 2)
    else at += 10 + Number(stream.readBigUInt64BE(at + 2))
  }
  return null
}

describe('a connection that keeps to no rule', () => {
  let port: number
  let served: Awaited<ReturnType<typeof gateway>>
  let seen: string[]

  beforeEach(async () => {
    served = await gateway()
    const url = await served.listen()
    port = Number(new URL(url).port)
    const witness = new WebSocket(url, ['racecast.v1.json'])
    onTestFinished(() => witness.terminate())
    seen = []
    witness.on('message', (data) => {
      const message = JSON.parse(String(data))
      if (message.type === 'delta') seen.push(`delta ${message.seq}`)
      else seen.push(message.type)
      if (message.type === 'ping') witness.send(JSON.stringify({ type: 'pong', seq: message.seq }))
    })
    await once(witness, 'open')
    witness.send(JSON.stringify({ type: 'subscribe', race: runId }))
    await until(() => expect(seen).toContain('snapshot'))
  })

  /** Whoever else is there gets the next tick, and is alone with it at last. */
  async function othersAreServed(): Promise<void> {
    const { delta } = served.race.tick()
    await until(() => expect(seen).toContain(`delta ${delta.seq}`))
    await until(async () =>
      expect((await served.app.inject(metricsAsked)).body).toContain('racecast_viewers{state="inStep"} 1'),
    )
  }

  async function raw(): Promise<{ socket: Socket; received: () => Buffer }> {
    const socket = connect(port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    const parts: Buffer[] = []
    socket.on('data', (part) => parts.push(Buffer.from(part)))
    socket.on('error', () => {})
    socket.write(
      'GET /feed HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Protocol: racecast.v1.json\r\n\r\n',
    )
    const received = () => Buffer.concat(parts)
    await until(() => expect(received().includes('"welcome"')).toBe(true))
    return { socket, received }
  }

  const tiny = (count: number, some: string) => [
    frame(text, some),
    ...Array.from({ length: count }, () => frame(continuation, some)),
  ]
  it.each<[string, number, Buffer[]]>([
    ['is not masked', 1002, [Buffer.from([0x81, 0x02, 0x68, 0x69])]],
    ['sets a reserved bit', 1002, [frame(fin | 0x40 | text, 'x')]],
    ['has an opcode that there is not', 1002, [frame(fin | 3, 'x')]],
    ['continues what never began', 1002, [frame(fin | continuation, 'x')]],
    ['begins anew before the end', 1002, [frame(text, 'a'), frame(text, 'b')]],
    ['cuts a ping in two', 1002, [frame(ping, 'x')]],
    ['has a ping of 126 bytes', 1002, [frame(fin | ping, 'x'.repeat(126))]],
    ['closes with a code that nobody may send', 1002, [frame(fin | close, Buffer.from([0x03, 0xed]))]],
    ['is not UTF-8', 1007, [frame(fin | text, Buffer.from([0x22, 0xc3, 0x28, 0x22]))]],
    [
      'is cut within a character that never ends',
      1007,
      [frame(text, Buffer.from([0xe2])), frame(fin | continuation, 'x')],
    ],
    ['is binary', CloseCode.notText.code, [frame(fin | binary, Buffer.from([1, 2, 3]))]],
    ['is one byte too long', CloseCode.tooBig.code, [frame(fin | text, ' '.repeat(4097))]],
    ['says that it has a terabyte', CloseCode.tooBig.code, [frame(fin | text, 'x', 2 ** 40)]],
    [
      'says that it has more than 2^53 bytes',
      CloseCode.tooBig.code,
      [Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])],
    ],
    ['is too long in all its pieces', CloseCode.tooBig.code, tiny(40, 'x'.repeat(420))],
    ['comes in hundreds of pieces', 1008, tiny(500, 'x')],
    ['comes in thousands of pieces without anything in them', 1008, tiny(5000, '')],
    ['is nothing at all', CloseCode.badMessage.code, [frame(fin | text)]],
  ])('is closed where a message %s: %i', async (_what, code, frames) => {
    const { socket, received } = await raw()
    socket.write(Buffer.concat(frames))
    await until(() => expect(closeCode(received())).toBe(code))
    socket.destroy()
    await othersAreServed()
  })

  it('may cut a message where it likes, byte by byte', async () => {
    const { socket, received } = await raw()
    const whole = frame(fin | text, JSON.stringify({ type: 'subscribe', race: runId }))
    socket.setNoDelay(true)
    for (const byte of whole) {
      socket.write(Buffer.from([byte]))
      await new Promise((done) => setImmediate(done))
    }
    await until(() => expect(received().includes('"snapshot"')).toBe(true))
  })

  it('holds no memory by pings whose answers it does not take', async () => {
    const { socket } = await raw()
    socket.pause()
    const some = Buffer.concat(Array.from({ length: 2000 }, () => frame(fin | ping, 'x'.repeat(125))))
    const before = process.memoryUsage.rss()
    for (let i = 0; i < 50; i++) socket.write(some)
    await othersAreServed()
    await othersAreServed()
    expect(process.memoryUsage.rss() - before).toBeLessThan(64 << 20)
  })

  it('is forgotten when it ends in the middle of a message, or only says that it will send no more', async () => {
    const [cut, half] = [await raw(), await raw()]
    cut.socket.write(frame(text, '{"type":'))
    cut.socket.resetAndDestroy()
    half.socket.end(frame(text, '{"type":'))
    await once(half.socket, 'close')
    await until(async () =>
      expect((await served.app.inject(metricsAsked)).body).toContain('racecast_viewers{state="greeted"} 0'),
    )
    await othersAreServed()
  })

  it('is answered 431 for headers without end', async () => {
    const socket = connect(port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.on('error', () => {})
    socket.write(`GET /feed HTTP/1.1\r\nHost: x\r\nX-Much: ${'x'.repeat(100_000)}`)
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1.1 431 /)
    await othersAreServed()
  })

  it('holds nobody up while hundreds of handshakes are left unfinished', async () => {
    for (let i = 0; i < 300; i++) {
      const socket = connect(port, '127.0.0.1')
      onTestFinished(() => void socket.destroy())
      socket.on('error', () => {})
      socket.write('GET /feed HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nX-Slow: ')
    }
    await othersAreServed()
    const { socket } = await raw()
    socket.destroy()
  })
})
