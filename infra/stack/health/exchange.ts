import { connect } from 'node:net'

/**
 * Sends `request` to a loopback port and gives what comes back to `read` as it grows, until that returns
 * something else than undefined. Rejects when the connection fails or ends before, or after `timeoutMs`.
 */
export function exchange<T>(
  port: number,
  request: Uint8Array,
  timeoutMs: number,
  read: (answer: Buffer) => T | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let answer: Buffer = Buffer.alloc(0)
    const socket = connect({ host: '127.0.0.1', port, signal: AbortSignal.timeout(timeoutMs) })
    socket.on('connect', () => socket.write(request))
    socket.on('data', (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk])
      const result = read(answer)
      if (result === undefined) return
      resolve(result)
      socket.destroy()
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`port ${port} closed the connection without a whole answer`)))
  })
}
