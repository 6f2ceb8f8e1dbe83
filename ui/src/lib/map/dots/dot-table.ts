import { type Entities, newMoment, type Playout } from '@racecast/gateway/protocol'
import { mercatorX, mercatorY } from '../mercator.ts'
import { LookBit, lookOf } from './look.ts'

/** Where a dot's numbers stand in the table: the piece of time and distance it is on, its ends off the course, its look. */
export const field = {
  cm0: 0,
  t0: 1,
  cm1: 2,
  t1: 3,
  x0: 4,
  y0: 5,
  x1: 6,
  y1: 7,
  look: 8,
  stride: 9,
} as const

/** Who is drawn how: competitor id to 1..6; who is not drawn at all; and who gave up, when, race ms. */
export interface Marking {
  colours: ReadonlyMap<number, number>
  hidden: ReadonlySet<number>
  out: ReadonlyMap<number, number>
}

/**
 * Every dot's piece of motion, as it lies in the graphics memory. Filled once a tick and whenever a piece has
 * ended; between that nothing happens on the CPU. The followed ones come last, so that they are drawn on top.
 */
export class DotTable {
  data = new Float32Array(field.stride * 128)
  readonly ids: number[] = []
  /** The dots that have had no fix for a while: their speed, mm/s, and how long it is counted on, ms after the fix. */
  readonly aged: { i: number; speed: number; limitMs: number }[] = []
  /** Race ms that the table's times count from, since single precision does not hold a race in ms. */
  base = 0
  /** Race ms at which the first piece ends and the table has to be filled again. */
  until = Number.POSITIVE_INFINITY
  /** Whether anything moves before `until`. */
  moving = false

  #entities: Pick<Entities, 'slots'> | null = null
  /** By slot: which dot it is, and one more; 0 without one. */
  #dotOfSlot = new Int32Array(0)

  /** Which dot is somebody's; undefined if there is none. */
  indexOf(id: number): number | undefined {
    const slot = this.#entities?.slots.get(id)
    const next = slot === undefined ? 0 : (this.#dotOfSlot[slot] ?? 0)
    return next > 0 ? next - 1 : undefined
  }

  get count(): number {
    return this.ids.length
  }

  fill(
    entities: Entities,
    playout: Playout,
    raceMs: number,
    origin: readonly [number, number],
    { colours, hidden, out }: Marking,
  ): void {
    if (this.data.length < entities.size * field.stride) {
      this.data = new Float32Array(entities.size * 2 * field.stride)
    }
    this.ids.length = 0
    this.aged.length = 0
    this.#entities = entities
    if (this.#dotOfSlot.length < entities.size) this.#dotOfSlot = new Int32Array(entities.size * 2)
    else this.#dotOfSlot.fill(0)
    this.base = raceMs
    this.until = Number.POSITIVE_INFINITY
    this.moving = false
    const draw = (id: number, slot: number, colour: number) => {
      const outMs = out.get(id)
      if (outMs === undefined) this.#add(id, slot, colour, playout, raceMs, origin)
      else this.#addOut(id, slot, colour, playout, outMs, origin)
    }
    const last: number[] = []
    for (let slot = 0; slot < entities.size; slot++) {
      const id = entities.ids[slot]!
      if (hidden.has(id)) continue
      if (colours.has(id)) last.push(slot)
      else draw(id, slot, 0)
    }
    for (const slot of last) {
      const id = entities.ids[slot]!
      draw(id, slot, colours.get(id)!)
    }
  }

  #add(
    id: number,
    slot: number,
    colour: number,
    playout: Playout,
    raceMs: number,
    origin: readonly [number, number],
  ): void {
    if (!playout.piece(slot, raceMs, piece) || !playout.at(slot, raceMs, now)) return
    const at = this.ids.length * field.stride
    const { data } = this
    const [cm0, t0, cm1, t1] = piece as [number, number, number, number]
    data[at + field.cm0] = cm0
    data[at + field.t0] = t0 - raceMs
    data[at + field.cm1] = cm1
    data[at + field.t1] = t1 - raceMs
    const look = lookOf(now, colour)
    data[at + field.look] = look
    if (look & LookBit.offCourse) this.#addOff(at, slot, t0, t1, playout, origin)
    if (t1 > raceMs) {
      this.until = Math.min(this.until, t1)
      if (cm1 !== cm0 || look & LookBit.offCourse) this.moving = true
    }
    if (now.certainty !== 'known' && now.ageMs > 0 && !(look & LookBit.offCourse)) {
      // Who stood still at the last fix may have gone on since, at the pace of before.
      const speed = Math.max(now.speed, t1 > t0 ? ((cm1 - cm0) * 10_000) / (t1 - t0) : 0)
      this.aged.push({ i: this.ids.length, speed, limitMs: playout.patienceMs })
      if (speed > 0 && now.certainty === 'predicted') this.moving = true
    }
    this.ids.push(id)
    this.#dotOfSlot[slot] = this.ids.length
  }

  /** Who gave up stays where they were then, if that is known: a tracker may well be carried on. */
  #addOut(
    id: number,
    slot: number,
    colour: number,
    playout: Playout,
    sinceMs: number,
    origin: readonly [number, number],
  ): void {
    if (!playout.reaches(slot, sinceMs) || !playout.at(slot, sinceMs, now)) return
    const at = this.ids.length * field.stride
    const look = lookOf(now, colour, true)
    this.data[at + field.cm0] = this.data[at + field.cm1] = now.cm
    this.data[at + field.t0] = this.data[at + field.t1] = 0
    this.data[at + field.look] = look
    if (look & LookBit.offCourse) this.#addOff(at, slot, sinceMs, sinceMs, playout, origin)
    this.ids.push(id)
    this.#dotOfSlot[slot] = this.ids.length
  }

  /** Off the course a dot goes straight from fix to fix; where the next is on it again, it waits for that. */
  #addOff(
    at: number,
    slot: number,
    t0: number,
    t1: number,
    playout: Playout,
    origin: readonly [number, number],
  ): void {
    playout.at(slot, t0, end)
    const from = end.lat !== 0 || end.lon !== 0 ? end : now
    this.data[at + field.x0] = mercatorX(from.lon / 1e6) - origin[0]
    this.data[at + field.y0] = mercatorY(from.lat / 1e6) - origin[1]
    playout.at(slot, t1, end)
    const to = end.lat !== 0 || end.lon !== 0 ? end : now
    this.data[at + field.x1] = mercatorX(to.lon / 1e6) - origin[0]
    this.data[at + field.y1] = mercatorY(to.lat / 1e6) - origin[1]
  }
}

const piece: number[] = [0, 0, 0, 0]
const now = newMoment()
const end = newMoment()
