import { ByteReader } from '../wire/byte-reader.ts'
import { ByteWriter } from '../wire/byte-writer.ts'

/** The first two bytes of a chunk: what it is, and the version of its layout. */
const kind = 0x52
const version = 1

/** A message of the feed and the race time of the newest fix in it, ms. */
export interface ChunkDelta {
  atMs: number
  message: Uint8Array
}

/** A stretch of a race: the state at its beginning, and what changed after that. Messages as in racecast.v1.bin. */
export interface Chunk {
  epoch: number
  /** Race ms: all fixes up to `fromMs` are in the keyframe, those with fromMs < t <= untilMs in the deltas. */
  fromMs: number
  untilMs: number
  /** A snapshot message. */
  keyframe: Uint8Array
  /** Each follows the one before, the first the keyframe; the first of the next chunk follows the last. */
  deltas: ChunkDelta[]
}

/**
 *     chunk = u8 82, u8 1, uvar epoch, svar fromMs, uvar untilMs - fromMs
 *             uvar length, snapshot                                   the keyframe
 *             uvar atMs - atMs before, uvar length, delta             one for each tick that brought anything   (Z-3)
 *
 * The first delta's time follows fromMs. The file up to the end of the keyframe is a whole chunk, too, one without deltas:
 * who only wants to know where everybody stood asks for that range (Z-4).
 */
export function writeChunk(chunk: Chunk): { bytes: Uint8Array; keyframeBytes: number } {
  const to = new ByteWriter()
  to.u8(kind)
  to.u8(version)
  to.uvar(chunk.epoch)
  to.svar(chunk.fromMs)
  to.uvar(chunk.untilMs - chunk.fromMs)
  writeMessage(to, chunk.keyframe)
  const keyframeBytes = to.length
  let last = chunk.fromMs
  for (const { atMs, message } of chunk.deltas) {
    to.uvar(atMs - last)
    writeMessage(to, message)
    last = atMs
  }
  return { bytes: to.done(), keyframeBytes }
}

/** Throws `MalformedFrame` for what is no chunk. Its messages are parts of `bytes`, and not looked into. */
export function readChunk(bytes: Uint8Array): Chunk {
  const from = new ByteReader(bytes)
  if (from.u8() !== kind || from.u8() !== version) from.fail('Z-3', 'this is no chunk of this version', 0)
  const epoch = from.uvar()
  const fromMs = from.svar()
  const untilMs = fromMs + from.uvar()
  const keyframe = readMessage(from)
  const deltas: ChunkDelta[] = []
  let atMs = fromMs
  while (from.remaining > 0) {
    atMs += from.uvar()
    deltas.push({ atMs, message: readMessage(from) })
  }
  return { epoch, fromMs, untilMs, keyframe, deltas }
}

function writeMessage(to: ByteWriter, message: Uint8Array): void {
  to.uvar(message.length)
  to.bytes(message)
}

function readMessage(from: ByteReader): Uint8Array {
  const length = from.count(1)
  const message = from.rest().subarray(0, length)
  from.skip(length)
  return message
}
