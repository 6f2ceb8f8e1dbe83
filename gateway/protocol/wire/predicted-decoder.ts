import type { Position } from '../messages.ts'
import { BitReader } from './bit-reader.ts'
import type { ByteReader } from './byte-reader.ts'
import { followingSpeed, followingVelocity, predictedCm, stepOf, velocityOfStep } from './following.ts'
import { isInt32 } from './integers.ts'
import { byId, faultOf, isOffCourse, readPositions } from './positions.ts'
import { type Base, Field, fieldCount, Kind, kindCount, longestFixMs, Own } from './predicted.ts'

/** Reads what `writePredicted` writes (its grammar stands there), relative to the same base. By ascending id. */
export function readPredicted(from: ByteReader, base: Base): Position[] {
  const time = from.svar()
  if (!isInt32(time)) from.fail('B-19', 'the time of the fixes is out of range')
  const fixMs = from.uvar()
  if (fixMs > longestFixMs) from.fail('B-15', `${fixMs} ms between fixes is more than ${longestFixMs}`)
  const bits = new BitReader(from)
  const reader = new PredictedReader(bits, base, time, fixMs)
  const positions = reader.all()
  bits.end()
  const fresh = readPositions(from)
  const known = fresh.find(([id]) => base.entities.slots.has(id))
  if (known) from.fail('B-15', `${known[0]} is no new competitor`)
  return fresh.length === 0 ? positions : [...positions, ...fresh].sort(byId)
}

class PredictedReader {
  readonly #bits: BitReader
  readonly #base: Base
  readonly #time: number
  readonly #fixMs: number
  readonly #bySpeed: boolean
  readonly #kinds: number[] = []
  readonly #parameters: number[] = []

  constructor(bits: BitReader, base: Base, time: number, fixMs: number) {
    this.#bits = bits
    this.#base = base
    this.#time = time
    this.#fixMs = fixMs
    this.#bySpeed = bits.bits(1) === 1
    for (let i = 0; i < kindCount; i++) this.#kinds.push(bits.bits(3))
    for (let kind = 0; kind < kindCount; kind++) {
      if (!this.#kinds.includes(kind)) bits.fail('B-17', `kind ${kind} has no place in the order`)
    }
    for (let i = 0; i < fieldCount; i++) this.#parameters.push(bits.bits(5))
  }

  all(): Position[] {
    const positions: Position[] = []
    for (const slot of this.#base.entities.slotsById()) {
      const kind = this.#kinds[this.#bits.ones(kindCount - 1)]!
      if (kind === Kind.none) continue
      const position = kind === Kind.explicit ? this.#explicit(slot) : this.#following(slot, kind)
      const fault = faultOf(position)
      if (fault) this.#bits.fail('B-19', fault)
      positions.push(position)
    }
    return positions
  }

  /** A fix at the frame's time, flags and place as they were. */
  #following(slot: number, kind: number): Position {
    const { entities } = this.#base
    const cm = this.#predicted(slot, this.#time) + (kind === Kind.predicted ? 0 : this.#signed(Field.cm))
    let [velocity, speed] = this.#motion(slot, this.#time, cm)
    if (kind === Kind.moved) {
      const step = this.#signed(Field.velocity)
      velocity =
        this.#fixMs === 0
          ? velocity + step
          : velocityOfStep(stepOf(velocity, this.#fixMs) + step, this.#fixMs)
      speed += this.#signed(Field.speed)
    }
    const [lat, lon] = [entities.lat[slot]!, entities.lon[slot]!]
    return this.#position(slot, cm, this.#time, velocity, speed, entities.flags[slot]!, lat, lon)
  }

  #explicit(slot: number): Position {
    const { entities } = this.#base
    const own = this.#bits.bits(4)
    const t = this.#time + (own & Own.time ? this.#signed(Field.time) : 0)
    const cm = this.#predicted(slot, t) + this.#signed(Field.cm)
    let [velocity, speed] = this.#motion(slot, t, cm)
    if (own & Own.motion) {
      velocity += this.#signed(Field.velocity)
      speed += this.#signed(Field.speed)
    }
    const flags = own & Own.flags ? this.#bits.number(this.#parameters[Field.flags]!) : entities.flags[slot]!
    if (!(own & Own.place)) return this.#position(slot, cm, t, velocity, speed, flags, 0, 0)
    const lat = entities.lat[slot]! + this.#signed(Field.place)
    const lon = entities.lon[slot]! + this.#signed(Field.place)
    const position = this.#position(slot, cm, t, velocity, speed, flags, lat, lon)
    if (!isOffCourse(position)) this.#bits.fail('B-18', `${position[0]} is off the course at 0, 0`)
    return position
  }

  #position(
    slot: number,
    cm: number,
    t: number,
    velocity: number,
    speed: number,
    flags: number,
    lat: number,
    lon: number,
  ): Position {
    const id = this.#base.entities.ids[slot]!
    return lat === 0 && lon === 0
      ? [id, cm, t, velocity, speed, flags]
      : [id, cm, t, velocity, speed, flags, lat, lon]
  }

  #predicted(slot: number, t: number): number {
    const { cm, t: was, velocity, speed } = this.#base.entities
    return predictedCm(cm[slot]!, this.#bySpeed ? speed[slot]! : velocity[slot]!, t - was[slot]!)
  }

  #motion(slot: number, t: number, cm: number): [velocity: number, speed: number] {
    const { entities } = this.#base
    const was = entities.t[slot]!
    const velocity = followingVelocity(was, entities.cm[slot]!, t, cm)
    return [velocity, followingSpeed(entities.speed[slot]!, velocity, t - was, this.#fixMs)]
  }

  #signed(field: number): number {
    return this.#bits.signed(this.#parameters[field]!)
  }
}
