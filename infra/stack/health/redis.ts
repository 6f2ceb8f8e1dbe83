import { exchange } from './exchange.ts'

/** PING. Redis that still loads its file answers -LOADING. */
export async function pingRedis(port: number, timeoutMs: number): Promise<void> {
  const answer = await exchange(port, Buffer.from('PING\r\n'), timeoutMs, (bytes) =>
    bytes.includes('\r\n') ? bytes.toString().trim() : undefined,
  )
  if (answer !== '+PONG') throw new Error(`Redis answered ${answer}`)
}
