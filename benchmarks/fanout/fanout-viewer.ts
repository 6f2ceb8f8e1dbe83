import { connect } from 'node:net'
import { type Dialect, type DialectName, dialects } from './dialects.ts'
import { clientFrame, FrameReader } from './frame-reader.ts'
import { monotonicMs } from './monotonic.ts'

// fanout-viewer.ts DIALECT PORT COUNT: viewers that note when each tick has come, over IPC: "churn" opens and closes a
// hundred, fifty at a time; "connect" opens them; "read" answers with when each tick came to each and the bytes in all.

const [name = '', port = '', counted = ''] = process.argv.slice(2)
const dialect: Dialect = dialects[name as DialectName]
const count = Number(counted)
const arrivals = Array.from({ length: count }, (): number[] => [])
let bytes = 0
/** Reads of all viewers go into one piece of memory, one after another. */
const buffer = Buffer.alloc(65_536)

function open(viewer: number): Promise<() => void> {
  const { promise, resolve, reject } = Promise.withResolvers<() => void>()
  let upgraded = false
  const onFrame = (opcode: number, head: Buffer) => {
    if (dialect.isTick(opcode, head)) arrivals[viewer]!.push(monotonicMs())
    const text = head.toString('latin1')
    if (dialect.isReady?.(opcode, text)) resolve(close)
    const answer = dialect.answer?.(text)
    if (answer) socket.write(clientFrame(answer))
  }
  const reader = new FrameReader(onFrame)
  const callback = (length: number) => {
    let from = 0
    if (!upgraded) {
      from = buffer.subarray(0, length).indexOf('\r\n\r\n') + 4
      if (from < 4 || !buffer.toString('latin1', 0, 12).includes(' 101')) {
        reject(
          new Error(`the handshake was answered by ${buffer.toString('latin1', 0, Math.min(length, 200))}`),
        )
        return false
      }
      upgraded = true
      if (dialect.hello) socket.write(clientFrame(dialect.hello))
      if (!dialect.isReady) resolve(close)
    }
    bytes += length - from
    reader.take(buffer.subarray(from, length))
    return true
  }
  const socket = connect({ port: Number(port), host: '127.0.0.1', onread: { buffer, callback } })
  const close = () => socket.destroy()
  socket.on('error', reject)
  socket.on('close', () => reject(new Error('a viewer was closed')))
  socket.write(
    `GET ${dialect.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n' +
      `${dialect.protocol ? `Sec-WebSocket-Protocol: ${dialect.protocol}\r\n` : ''}\r\n`,
  )
  return promise
}

async function openAll(most: number, then: (close: () => void) => void): Promise<void> {
  for (let first = 0; first < most; first += 50) {
    const some = Array.from({ length: Math.min(50, most - first) }, (_, i) => open(first + i))
    for (const close of await Promise.all(some)) then(close)
  }
}

process.on('disconnect', () => process.exit(0))
process.on('message', async (message) => {
  if (message === 'churn') await openAll(100, (close) => close())
  else if (message === 'connect') {
    await openAll(count, () => {})
    bytes = 0
    for (const times of arrivals) times.length = 0
  } else {
    process.send!({ arrivals, bytes })
    return
  }
  process.send!('done')
})
process.send!('ready')
