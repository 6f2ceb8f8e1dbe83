import { exchange } from './exchange.ts'

const METADATA = 3

/**
 * A Metadata request, version 1, for no topic (https://kafka.apache.org/protocol#The_Messages_Metadata):
 *
 *   size int32 | api int16 | version int16 | correlation int32 | client id int16 + bytes | topics int32 (0)
 *
 * Its answer: size int32 | correlation int32 | brokers int32 | ... The controller lists a broker once it has
 * registered and caught up, so one broker means that topics can be made and written to.
 */
export async function askKafka(port: number, timeoutMs: number): Promise<void> {
  const brokers = await exchange(port, metadataRequest('racecast-health'), timeoutMs, (bytes) =>
    bytes.length >= 12 ? bytes.readInt32BE(8) : undefined,
  )
  if (brokers < 1) throw new Error('Kafka listens but no broker has registered yet')
}

function metadataRequest(clientId: string): Buffer {
  const size = 2 + 2 + 4 + 2 + clientId.length + 4
  const request = Buffer.alloc(4 + size)
  let at = request.writeInt32BE(size)
  at = request.writeInt16BE(METADATA, at)
  at = request.writeInt16BE(1, at)
  at = request.writeInt32BE(1, at)
  at = request.writeInt16BE(clientId.length, at)
  at += request.write(clientId, at, 'ascii')
  request.writeInt32BE(0, at)
  return request
}
