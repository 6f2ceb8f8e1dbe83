import type { Certainty, Entities, Moment, Playout } from '../../protocol/index.ts'

/** A chunk as it lies on disk. */
export interface ChunkOnDisk {
  n: number
  path: string
  bytes: number
  crc: number
}

/** One moment of a recorded race, and the chunks that say where everybody was. */
export interface MomentOrder {
  /** What holds for one recording and no other: the folder of its epoch. */
  recording: string
  /** Race time of the moment, ms. */
  raceMs: number
  /** How much later than the moment fixes are taken in, ms. */
  leadMs: number
  lengthCm: number
  /** The one that has the moment, and those after it as far as the lead reaches. */
  chunks: readonly [ChunkOnDisk, ...ChunkOnDisk[]]
}

/** Where everybody was at one moment who had been seen by then: flat, to come out of a thread at little cost. */
export interface Moments {
  /** Competitors. */
  ids: Uint32Array
  /** `stride` numbers for each, in the order of `ids`. */
  values: Float64Array
}

/** Reads moments out of chunks. */
export interface MomentReader {
  /** Rejects where a chunk is gone, cannot be read or is damaged. */
  at(order: MomentOrder): Promise<Moments>
  close(): Promise<void>
}

/** cm, lat, lon, speed, flags, certainty, ageMs. */
const stride = 7
const certainties: readonly Certainty[] = ['known', 'predicted', 'frozen']

/** All moments of a playout at `raceMs`. */
export function momentsOf(entities: Entities, playout: Playout, raceMs: number, moment: Moment): Moments {
  const ids: number[] = []
  const values = new Float64Array(entities.size * stride)
  for (let slot = 0; slot < entities.size; slot++) {
    if (!playout.at(slot, raceMs, moment)) continue
    const { cm, lat, lon, speed, flags, certainty, ageMs } = moment
    values.set([cm, lat, lon, speed, flags, certainties.indexOf(certainty), ageMs], ids.length * stride)
    ids.push(entities.ids[slot]!)
  }
  return { ids: Uint32Array.from(ids), values: values.subarray(0, ids.length * stride) }
}

/**
 * Moments as a playout gives them, for the one race time that they are of; slots are those of `entities`, which may have
 * seen others since.
 */
export function playoutOf({ ids, values }: Moments, entities: Entities): Pick<Playout, 'at'> {
  const places = new Map(Array.from(ids, (id, i) => [id, i * stride]))
  return {
    at(slot, _raceMs, out) {
      const at = places.get(entities.ids[slot]!)
      if (at === undefined) return false
      out.cm = values[at]!
      out.lat = values[at + 1]!
      out.lon = values[at + 2]!
      out.speed = values[at + 3]!
      out.flags = values[at + 4]!
      out.certainty = certainties[values[at + 5]!]!
      out.ageMs = values[at + 6]!
      return true
    },
  }
}
