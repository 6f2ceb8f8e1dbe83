import { readFile } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import {
  type Chunk,
  decodeMessage,
  Front,
  MalformedFrame,
  newMoment,
  type Present,
  readChunk,
  SequenceBroken,
  type Snapshot,
} from '../../protocol/index.ts'
import { Cursor } from '../../protocol/rewind/cursor.ts'
import { Marks } from '../../protocol/rewind/marks.ts'
import { chunkMs } from '../limits.ts'
import { type ChunkOnDisk, type MomentOrder, type MomentReader, momentsOf } from './moments.ts'

/** What is held of a recording that was asked about lately. */
interface Held {
  /** By number, those of the last order. */
  chunks: Map<number, { crc: number; chunk: Chunk }>
  marks: Marks
  cursor: Cursor | null
}

/** So many recordings are held: of the largest race that is some ten megabytes each. */
const mostHeld = 4

/**
 * Reads moments out of chunks in this thread. It goes on from where it was, so that who asks for one moment after another
 * pays for the fixes in between; back or far away it begins at a keyframe or a mark, with at most a minute of fixes.
 */
export function createChunkMoments(): MomentReader {
  const recordings = new Map<string, Held>()
  const moment = newMoment()

  function held(recording: string): Held {
    const one = recordings.get(recording) ?? { chunks: new Map(), marks: new Marks(), cursor: null }
    recordings.delete(recording)
    recordings.set(recording, one)
    for (const oldest of recordings.keys()) {
      if (recordings.size <= mostHeld) break
      recordings.delete(oldest)
    }
    return one
  }

  return {
    async at(order) {
      const one = held(order.recording)
      try {
        await read(one, order.chunks)
        const { state, playout } = goTo(one, order)
        return momentsOf(state.entities, playout, order.raceMs, moment)
      } catch (error) {
        recordings.delete(order.recording)
        throw error
      }
    },
    close: async () => recordings.clear(),
  }
}

/** Holds the chunks of an order, and no others. */
async function read(held: Held, chunks: readonly ChunkOnDisk[]): Promise<void> {
  const wanted: Held['chunks'] = new Map()
  for (const file of chunks) {
    const before = held.chunks.get(file.n)
    if (before && before.crc !== file.crc) {
      // It was made again: what was worked out with it is of another recording.
      held.marks.clear()
      held.cursor = null
    }
    wanted.set(file.n, before?.crc === file.crc ? before : { crc: file.crc, chunk: await chunkOf(file) })
  }
  held.chunks = wanted
}

async function chunkOf({ path, bytes, crc }: ChunkOnDisk): Promise<Chunk> {
  const file = await readFile(path)
  if (file.length !== bytes || crc32(file) !== crc) throw new Error(`${path} is damaged`)
  return readChunk(file)
}

function goTo(held: Held, { raceMs, leadMs, lengthCm, chunks: [{ n }] }: MomentOrder): Cursor {
  const chunks = { get: (n: number) => held.chunks.get(n)?.chunk }
  const chunk = chunks.get(n)!
  const { cursor } = held
  if (cursor?.leadsTo(raceMs, n)) {
    try {
      cursor.advance(raceMs, chunks, nobody(cursor.state.race))
      return cursor
    } catch (error) {
      // A keyframe is always right.
      if (!(error instanceof SequenceBroken || error instanceof MalformedFrame)) throw error
      held.marks.clear()
    }
  }
  const present = nobody((decodeMessage(chunk.keyframe, null) as Snapshot).race)
  const setting = { chunkMs, lengthCm, leadMs, marks: held.marks }
  held.cursor = new Cursor(n, chunk, present, setting, held.marks.before(n, raceMs))
  held.cursor.advance(raceMs, chunks, present)
  return held.cursor
}

/** Where somebody was depends on nobody's name or standing. */
const nobody = (race: Present['race']): Present => ({
  race,
  roster: new Map(),
  facts: new Map(),
  front: new Front(),
  epoch: 0,
  rosterVersion: 0,
})
