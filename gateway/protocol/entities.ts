import type { Position } from './messages.ts'

/** The columns of a position after its id, in the order in which they stand on the wire. */
const columns = ['cm', 't', 'velocity', 'speed', 'flags', 'lat', 'lon'] as const

/**
 * The newest position of every competitor, a column each, so that ten thousand of them are seven arrays and not
 * seventy thousand properties. A competitor keeps its slot for as long as the table lives.
 */
export class Entities {
  readonly slots = new Map<number, number>()
  readonly ids: number[] = []
  cm = new Int32Array(64)
  /** Race time of the fix, ms. */
  t = new Int32Array(64)
  /** mm/s between the last two fixes. */
  velocity = new Int32Array(64)
  /** mm/s, smoothed. */
  speed = new Int32Array(64)
  flags = new Int32Array(64)
  /** 1e-6 degree; 0 on the course. */
  lat = new Int32Array(64)
  lon = new Int32Array(64)
  /** The sequence number of the last change of each slot: what a viewer at S misses is every version > S. */
  version = new Float64Array(64)
  /** Sum of the hashes of all positions, modulo 2^32. */
  hash = 0
  /** The slot that was asked for last. */
  #found = -1
  #byId: Int32Array = new Int32Array(0)

  get size(): number {
    return this.ids.length
  }

  /** Takes over `position` as changed at `seq`; returns its slot. */
  set(position: Position, seq: number): number {
    const id = position[0]
    let slot = this.slotOf(id)
    if (slot === undefined) slot = this.#add(id)
    else this.hash = (this.hash - this.hashAt(slot)) >>> 0
    this.cm[slot] = position[1]
    this.t[slot] = position[2]
    this.velocity[slot] = position[3]
    this.speed[slot] = position[4]
    this.flags[slot] = position[5]
    this.lat[slot] = position[6] ?? 0
    this.lon[slot] = position[7] ?? 0
    this.version[slot] = seq
    this.hash = (this.hash + this.hashAt(slot)) >>> 0
    return slot
  }

  /** The slot of `id`; undefined where it has none. In the order of slots, in which positions mostly come, it is not looked up. */
  slotOf(id: number): number | undefined {
    const next = this.#found + 1
    const slot = next < this.ids.length && this.ids[next] === id ? next : this.slots.get(id)
    this.#found = slot ?? -1
    return slot
  }

  /** The position in `slot` as it stands on the wire. */
  position(slot: number): Position {
    const head = [
      this.ids[slot]!,
      this.cm[slot]!,
      this.t[slot]!,
      this.velocity[slot]!,
      this.speed[slot]!,
      this.flags[slot]!,
    ] as const
    const lat = this.lat[slot]!
    const lon = this.lon[slot]!
    return lat === 0 && lon === 0 ? [...head] : [...head, lat, lon]
  }

  /** All slots by ascending id: the one order that all holders of a state share. Valid until somebody joins. */
  slotsById(): Int32Array {
    if (this.#byId.length !== this.size) {
      this.#byId = Int32Array.from(this.ids.keys()).sort((a, b) => this.ids[a]! - this.ids[b]!)
    }
    return this.#byId
  }

  /** A copy of its own, versions included. */
  copy(): Entities {
    const copy = new Entities()
    for (const [slot, id] of this.ids.entries()) {
      copy.ids.push(id)
      copy.slots.set(id, slot)
    }
    for (const name of columns) copy[name] = this[name].slice()
    copy.version = this.version.slice()
    copy.hash = this.hash
    return copy
  }

  #add(id: number): number {
    const slot = this.ids.length
    if (slot === this.cm.length) {
      for (const name of columns) {
        const grown = new Int32Array(slot * 2)
        grown.set(this[name])
        this[name] = grown
      }
      const versions = new Float64Array(slot * 2)
      versions.set(this.version)
      this.version = versions
    }
    this.ids.push(id)
    this.slots.set(id, slot)
    return slot
  }

  /** The part of `hash` that the position in `slot` makes. */
  hashAt(slot: number): number {
    return positionHash(
      this.ids[slot]!,
      this.cm[slot]!,
      this.t[slot]!,
      this.velocity[slot]!,
      this.speed[slot]!,
      this.flags[slot]!,
      this.lat[slot]!,
      this.lon[slot]!,
    )
  }
}

/**
 * The hash of one position, 32 bits: FNV-1a's prime over its eight integers (lat and lon 0 on the course), each
 * taken as a 32-bit word, closed with murmur3's finaliser so that a sum over competitors does not cancel out.
 */
export function positionHash(
  id: number,
  cm: number,
  t: number,
  velocity: number,
  speed: number,
  flags: number,
  lat: number,
  lon: number,
): number {
  // One after another, not in a loop over a list: at ten thousand positions a second the lists are half a megabyte.
  let h = mixed(0x811c9dc5, id)
  h = mixed(h, cm)
  h = mixed(h, t)
  h = mixed(h, velocity)
  h = mixed(h, speed)
  h = mixed(h, flags)
  h = mixed(h, lat)
  h = mixed(h, lon)
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

const mixed = (h: number, field: number): number => Math.imul(h ^ (field | 0), 0x01000193)
