import { bytesOnTheWire, type Recording, record } from '@racecast/gateway/benchmark'

/** What is sent: our binary frames, our JSON, or an object a competitor as most would send it. */
export type Content = 'bin' | 'json' | 'objects'

export const recordingOf = (competitors: number, ticks: number): Recording => record({ competitors }, ticks)

/** Each tick as whoever has no encoding of his own hands it to his server: one call encodes it once. */
export function messagesOf(content: Content, competitors: number, ticks: number): (() => string | Buffer)[] {
  const recording = recordingOf(competitors, ticks)
  if (content === 'bin') return bytesOnTheWire(recording, 'bin').map((bytes) => () => payloadOf(bytes))
  if (content === 'json')
    return recording.frames.map(
      ({ delta }) =>
        () =>
          JSON.stringify(delta),
    )
  return recording.frames.map(({ delta }) => {
    const rows = delta.positions.map(([competitorId, cm, t]) => ({
      competitorId,
      // Any place will do: it is the digits that cost.
      lat: Math.round(51_417_123 + cm / 90) / 1e6,
      lon: Math.round(-72_345 + cm / 70) / 1e6,
      distance: cm / 100,
      rawTime: t / 1000,
    }))
    return () => JSON.stringify(rows)
  })
}

/** Each tick framed, as ours writes it; objects in a text frame. */
export function bytesOf(content: Content, competitors: number, ticks: number): Buffer[] {
  if (content !== 'objects') return bytesOnTheWire(recordingOf(competitors, ticks), content)
  return messagesOf(content, competitors, ticks).map((encode) => textFrame(encode() as string))
}

/** An unmasked text frame of 126 bytes or more (RFC 6455, 5.2). */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text)
  const head = Buffer.alloc(payload.length < 65_536 ? 4 : 10)
  head[0] = 0x81
  head[1] = head.length === 4 ? 126 : 127
  if (head.length === 4) head.writeUInt16BE(payload.length, 2)
  else head.writeBigUInt64BE(BigInt(payload.length), 2)
  return Buffer.concat([head, payload])
}

/** The payload of the first frame. */
function payloadOf(frames: Buffer): Buffer {
  const short = frames[1]!
  if (short < 126) return frames.subarray(2, 2 + short)
  if (short === 126) return frames.subarray(4, 4 + frames.readUInt16BE(2))
  return frames.subarray(10, 10 + Number(frames.readBigUInt64BE(2)))
}
