import { decodeMessage, encodeDelta, RateShadow } from '../protocol/index.ts'
import type { TraceOptions } from '../protocol/testing/trace.ts'
import { warmTrace } from './warm-trace.ts'

/**
 * So many frames of the trace, one every `everyS` seconds, each with the state that it is relative to: the same frame can
 * be written and read again and again.
 */
export function wireBenchmark(options: TraceOptions, frames: number, everyS: number) {
  const source = warmTrace(options)
  const shadow = new RateShadow(source.state)
  const recorded = Array.from({ length: frames }, () => {
    for (let i = 0; i < everyS; i++) shadow.take(source.tick())
    const delta = shadow.next(source.state)!
    const base = { epoch: shadow.epoch, seq: shadow.seq, entities: shadow.entities.copy() }
    shadow.advance(delta)
    return { base, delta, bytes: encodeDelta(base, delta, 1000) }
  })
  const mean = (lengthOf: (frame: (typeof recorded)[number]) => number) =>
    recorded.reduce((sum, frame) => sum + lengthOf(frame), 0) / frames
  return {
    binaryBytes: mean(({ bytes }) => bytes.length),
    jsonBytes: mean(({ delta }) => Buffer.byteLength(JSON.stringify(delta))),
    encode(i: number): void {
      const { base, delta } = recorded[i % frames]!
      encodeDelta(base, delta, 1000)
    },
    encodeJson(i: number): void {
      Buffer.from(JSON.stringify(recorded[i % frames]!.delta))
    },
    decode(i: number): void {
      const { base, bytes } = recorded[i % frames]!
      decodeMessage(bytes, base)
    },
  }
}
