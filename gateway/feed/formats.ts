import {
  type Base,
  type Delta,
  encodeDelta,
  encodePatch,
  encodeSnapshot,
  type ServerMessage,
  type Snapshot,
} from '../protocol/index.ts'
import { binaryFrame, textFrame } from './raw-frame.ts'
import type { Format } from './subscription.ts'

/** How the messages of the feed become bytes that can be written as they are. */
export interface Wording {
  message(message: Exclude<ServerMessage, Snapshot | Delta>): Buffer
  snapshot(snapshot: Snapshot): Buffer
  /** A delta for whoever holds something of `since`. */
  patch(delta: Delta): Buffer
  /** A delta for all who hold `base`. @param json the delta as JSON, where somebody has it already */
  delta(delta: Delta, base: Base | null, fixMs: number, json: Buffer | null): Buffer
}

const json: Wording = {
  message: (message) => textFrame(JSON.stringify(message)),
  snapshot: (snapshot) => textFrame(JSON.stringify(snapshot)),
  patch: (delta) => textFrame(JSON.stringify(delta)),
  delta: (delta, _base, _fixMs, known) => textFrame(known ?? JSON.stringify(delta)),
}

/** Snapshots and deltas in binary messages; all else is rare, or small, and the same text as in JSON. */
const bin: Wording = {
  message: json.message,
  snapshot: (snapshot) => binaryFrame(encodeSnapshot(snapshot)),
  patch: (delta) => binaryFrame(encodePatch(delta)),
  delta: (delta, base, fixMs) => binaryFrame(base ? encodeDelta(base, delta, fixMs) : encodePatch(delta)),
}

/** `id` is what Last-Event-ID brings back: where to resume. */
function event(type: string, data: string | Buffer, id?: string): Buffer {
  return Buffer.concat([
    Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}event: ${type}\ndata: `),
    typeof data === 'string' ? Buffer.from(data) : data,
    Buffer.from('\n\n'),
  ])
}
const placed = (message: Snapshot | Delta, known?: Buffer | null) =>
  event(message.type, known ?? JSON.stringify(message), `${message.epoch}/${message.seq}`)

/** An event called `error` would be taken for the loss of the connection. */
const eventName = ({ type }: ServerMessage) => (type === 'error' ? 'problem' : type)

const sse: Wording = {
  message(message) {
    const said = event(eventName(message), JSON.stringify(message))
    // An EventSource comes back by itself, and heeds this.
    return message.type === 'bye'
      ? Buffer.concat([Buffer.from(`retry: ${message.reconnectAfterMs}\n`), said])
      : said
  },
  snapshot: (snapshot) => placed(snapshot),
  patch: (delta) => placed(delta),
  delta: (delta, _base, _fixMs, known) => placed(delta, known),
}

export const wordings: Readonly<Record<Format, Wording>> = { json, bin, sse }
