import type { Delta, Lag, Snapshot } from '../messages.ts'
import { SequenceBroken } from '../race-state.ts'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import { readFacts, writeFacts } from './facts.ts'
import { readFront, writeFront } from './front-passages.ts'
import { lagFlag, lagFlags, readLag, writeLag } from './lag.ts'
import { readLog, writeLog } from './log-entries.ts'
import { readPositions, writePositions } from './positions.ts'
import type { Base } from './predicted.ts'
import { readPredicted } from './predicted-decoder.ts'
import { writePredicted } from './predicted-encoder.ts'
import { readRace, readRoster, writeRace, writeRoster } from './records.ts'

/** The first byte of a message. */
const messageKind = { snapshot: 1, delta: 2 } as const
/** Why a snapshot was sent, by its number. */
const reasons = [
  'subscribed',
  'epoch',
  'behind',
  'tooOld',
  'ahead',
  'roster',
] as const satisfies Snapshot['reason'][]
/** Which sections a delta has. */
const has = { race: 1, roster: 2, front: 4, log: 8, positions: 16, predicted: 32 } as const

interface Head {
  epoch: number
  seq: number
  hash: number
  lag: Lag
}

/**
 *     snapshot = u8 1, u8 flags (64, 128: lag), u8 reason: 0 subscribed 1 epoch 2 behind 3 tooOld 4 ahead 5 roster
 *                uvar epoch, uvar seq, u32 hash, lag                                      (B-8)
 *                race, roster, positions, facts, front, log
 *
 * Throws RangeError for a snapshot that the protocol does not allow.
 */
export function encodeSnapshot(snapshot: Snapshot): Uint8Array {
  const to = new ByteWriter()
  to.u8(messageKind.snapshot)
  to.u8(lagFlags(snapshot.lag))
  to.u8(reasons.indexOf(snapshot.reason))
  to.uvar(snapshot.epoch)
  to.uvar(snapshot.seq)
  writeHash(to, snapshot.hash)
  writeLag(to, snapshot.lag)
  writeRace(to, snapshot.race)
  writeRoster(to, snapshot.roster)
  writePositions(to, snapshot.positions)
  writeFacts(to, snapshot.facts)
  writeFront(to, snapshot.front)
  writeLog(to, snapshot.log)
  return to.done()
}

/**
 * A delta for everybody who holds `base`: what all have had who are in step, at every tick or at a slower rate.
 * `base` must not have been advanced by it yet. `fixMs` is the time between two fixes of a competitor; it makes a delta
 * shorter that several fixes of each have gone into, and is not heeded elsewhere. Throws RangeError where `delta` does
 * not follow `base` or holds what the protocol does not allow.
 */
export function encodeDelta(base: Base, delta: Delta, fixMs = 0): Uint8Array {
  const since = delta.since ?? delta.seq - 1
  if (delta.epoch !== base.epoch || since !== base.seq) {
    throw new RangeError(
      `delta ${delta.epoch}/${since}-${delta.seq} does not follow ${base.epoch}/${base.seq}`,
    )
  }
  // One bit for everybody costs more than a few positions in full.
  if (delta.positions.length * bitsOfPlain < base.entities.size) return encodePatch(delta)
  return written(delta, (to) =>
    writePredicted(to, base, delta.positions, delta.since === undefined ? 0 : fixMs),
  )
}

/** What a position takes in full, bits, at the least. */
const bitsOfPlain = 64

/** The same for whoever holds something of `since`, whatever it is: everything that it names is written in full. */
export function encodePatch(delta: Delta): Uint8Array {
  return written(delta, null)
}

/**
 *     delta = u8 2, u8 flags: 1 race, 2 roster, 4 front, 8 log, 16 positions, 32 predicted, 64 and 128: lag
 *             uvar epoch, uvar seq, uvar seq - since, u32 hash, lag                       (B-7)
 *             [race] [roster] [front] [log] [positions or predicted]
 */
function written(delta: Delta, predicted: ((to: ByteWriter) => void) | null): Uint8Array {
  const to = new ByteWriter()
  const { positions, log, front, race, roster, seq, since = seq - 1 } = delta
  if (since < 0 || since >= seq) throw new RangeError(`delta: ${seq} does not come after ${since}`)
  const some = positions.length > 0
  to.u8(messageKind.delta)
  to.u8(
    lagFlags(delta.lag) |
      (race ? has.race : 0) |
      (roster ? has.roster : 0) |
      (front ? has.front : 0) |
      (log.length > 0 ? has.log : 0) |
      (some ? has.positions : 0) |
      (some && predicted ? has.predicted : 0),
  )
  to.uvar(delta.epoch)
  to.uvar(seq)
  to.uvar(seq - since)
  writeHash(to, delta.hash)
  writeLag(to, delta.lag)
  if (race) writeRace(to, race)
  if (roster) writeRoster(to, roster)
  if (front) writeFront(to, front)
  if (log.length > 0) writeLog(to, log)
  if (some && predicted) predicted(to)
  else if (some) writePositions(to, positions)
  return to.done()
}

/**
 * Reads a binary message. Positions come by ascending id. `base` is what the reader holds, null before the first
 * snapshot; it is not changed. Throws `MalformedFrame` for everything that is no message of the protocol, and
 * `SequenceBroken` for a predicted delta that follows something else than `base`.
 */
export function decodeMessage(bytes: Uint8Array, base: Base | null): Snapshot | Delta {
  const from = new ByteReader(bytes)
  const kind = from.u8()
  const message =
    kind === messageKind.snapshot
      ? readSnapshot(from)
      : kind === messageKind.delta
        ? readDelta(from, base)
        : from.fail('B-2', `${kind} is no kind of message`, 0)
  from.end()
  return message
}

function writeHash(to: ByteWriter, hash: number): void {
  if (hash !== hash >>> 0) throw new RangeError(`hash ${hash} is not a whole number of 32 bits`)
  to.u32(hash)
}

function readHead(from: ByteReader, flags: number, between?: () => void): Head {
  const epoch = from.uvar()
  const seq = from.uvar()
  between?.()
  const hash = from.u32()
  return { epoch, seq, hash, lag: readLag(from, flags) }
}

function readSnapshot(from: ByteReader): Snapshot {
  const flags = from.u8()
  if (flags & ~(lagFlag.measured | lagFlag.published)) from.fail('B-8', `flags ${flags} are unknown`, 1)
  const reason = reasons[from.u8()] ?? from.fail('B-8', 'the reason is unknown', 2)
  return {
    type: 'snapshot',
    ...readHead(from, flags),
    reason,
    race: readRace(from),
    roster: readRoster(from),
    positions: readPositions(from),
    facts: readFacts(from),
    front: readFront(from),
    log: readLog(from),
  }
}

function readDelta(from: ByteReader, base: Base | null): Delta {
  const flags = from.u8()
  const isPredicted = (flags & has.predicted) !== 0
  if (isPredicted && !(flags & has.positions)) from.fail('B-7', 'no positions are predicted', 1)
  let steps = 0
  const head = readHead(from, flags, () => {
    steps = from.uvar()
  })
  const since = head.seq - steps
  if (steps === 0 || since < 0) from.fail('B-7', `${head.seq} does not come after ${since}`)
  const delta: Delta = { type: 'delta', ...head, positions: [], log: [] }
  if (steps !== 1) delta.since = since
  if (flags & has.race) delta.race = readRace(from)
  if (flags & has.roster) delta.roster = readRoster(from)
  if (flags & has.front) delta.front = readFront(from)
  if (flags & has.log) delta.log = readLog(from)
  if (isPredicted) delta.positions = readPredicted(from, baseOf(base, head.epoch, since))
  else if (flags & has.positions) delta.positions = readPositions(from)
  return delta
}

function baseOf(base: Base | null, epoch: number, since: number): Base {
  if (base && base.epoch === epoch && base.seq === since) return base
  const held = base ? `${base.epoch}/${base.seq}` : 'nothing'
  throw new SequenceBroken(
    `a delta predicts from ${epoch}/${since}, and ${held} is held: ask for what is missing`,
  )
}
