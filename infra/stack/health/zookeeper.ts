import { exchange } from './exchange.ts'

/** The command `srvr`; a server that serves names its mode. */
export async function askZooKeeper(port: number, timeoutMs: number): Promise<void> {
  await exchange(port, Buffer.from('srvr'), timeoutMs, (bytes) =>
    bytes.includes('Mode: ') ? true : undefined,
  )
}
