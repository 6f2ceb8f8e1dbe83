import type { Position } from '../messages.ts'
import { BitWriter, bitsOf } from './bit-writer.ts'
import type { ByteWriter } from './byte-writer.ts'
import { folded } from './folding.ts'
import { followingSpeed, followingVelocity, predictedCm, stepOf, velocityOfStep } from './following.ts'
import { checkPosition, isOffCourse, writePositions } from './positions.ts'
import { type Base, Field, fieldCount, Kind, kindCount, longestFixMs, Own } from './predicted.ts'

/** A draft is a list of numbers below: a field, of which the next number follows; a kind; what an explicit one has. */
const kindToken = 8
const ownToken = 16

/**
 *     predicted = svar time, uvar fixMs, bits, positions                                  (B-15)
 *     bits      = 1 bit: what predicts, 0 velocity, 1 smoothed speed
 *                 5 x 3 bits: the kinds, the most frequent first
 *                 6 x 5 bits: the parameter of each field: cm, velocity, speed, time, flags, place
 *                 for each competitor of the base by ascending id: one
 *                 zeros to a whole byte
 *     one       = kind: as many 1s as there are kinds before it in the list, then, unless it is the last, 0  (B-17)
 *       0 none        nothing
 *       1 predicted   nothing
 *       2 changed     signed cm
 *       3 moved       signed cm, signed velocity, signed speed
 *       4 explicit    4 bits: own time, own motion, flags, off the course                 (B-18)
 *                     [signed time] signed cm [signed velocity, signed speed] [number flags] [signed lat, lon]
 *     positions = those of competitors that the base does not have (B-14)
 *
 * time is race time, ms, of the fixes of this frame; fixMs the time between two fixes of a competitor where several
 * may lie between base and frame, else 0. Each number is what has to be added to what follows from the base (M-4 to M-6).
 */
export function writePredicted(
  to: ByteWriter,
  base: Base,
  positions: readonly Position[],
  fixMs: number,
): void {
  const { known, fresh } = divided(base, positions)
  const time = commonTime(positions)
  const interval = Number.isInteger(fixMs) && fixMs > 0 && fixMs <= longestFixMs ? fixMs : 0
  const draft = new Draft(base, time, interval, speedPredictsBetter(base, known, time))
  for (const slot of base.entities.slotsById()) draft.add(slot, known[slot])
  to.svar(time)
  to.uvar(interval)
  draft.write(to)
  writePositions(to, fresh)
}

/** By slot of the base, and those that it does not have. */
function divided(base: Base, positions: readonly Position[]) {
  const { entities } = base
  const known: (Position | undefined)[] = new Array(entities.size)
  const fresh: Position[] = []
  for (const position of positions) {
    checkPosition(position)
    const slot = entities.slotOf(position[0])
    if (slot === undefined) fresh.push(position)
    else if (known[slot]) throw new RangeError(`position: ${position[0]} is there twice`)
    else known[slot] = position
  }
  return { known, fresh }
}

/** The fix time that most have. */
function commonTime(positions: readonly Position[]): number {
  const counts = new Map<number, number>()
  for (const position of positions) counts.set(position[2], (counts.get(position[2]) ?? 0) + 1)
  return [...counts].reduce((most, time) => (time[1] > most[1] ? time : most), [0, 0])[0]
}

function speedPredictsBetter({ entities }: Base, known: (Position | undefined)[], time: number): boolean {
  let difference = 0
  for (let slot = 0; slot < known.length; slot++) {
    const position = known[slot]
    if (position?.[2] !== time) continue
    const cm = entities.cm[slot]!
    const elapsed = time - entities.t[slot]!
    difference += Math.abs(position[1] - predictedCm(cm, entities.velocity[slot]!, elapsed))
    difference -= Math.abs(position[1] - predictedCm(cm, entities.speed[slot]!, elapsed))
  }
  return difference > 0
}

/** What will be written, until it is known which parameters and which order of kinds make it short. */
class Draft {
  readonly #base: Base
  readonly #time: number
  readonly #fixMs: number
  readonly #bySpeed: boolean
  readonly #tokens: number[] = []
  readonly #kinds: number[] = new Array(kindCount).fill(0)
  /** The numbers of each field, in order. */
  readonly #numbers: number[][] = Array.from({ length: fieldCount }, () => [])

  constructor(base: Base, time: number, fixMs: number, bySpeed: boolean) {
    this.#base = base
    this.#time = time
    this.#fixMs = fixMs
    this.#bySpeed = bySpeed
  }

  add(slot: number, position: Position | undefined): void {
    if (!position) {
      this.#kind(Kind.none)
      return
    }
    const { entities } = this.#base
    const [, cm, t, velocity, speed, flags, lat = 0, lon = 0] = position
    const wasCm = entities.cm[slot]!
    const wasT = entities.t[slot]!
    const predictor = this.#bySpeed ? entities.speed[slot]! : entities.velocity[slot]!
    const beyond = cm - predictedCm(wasCm, predictor, t - wasT)
    const average = followingVelocity(wasT, wasCm, t, cm)
    const following = followingSpeed(entities.speed[slot]!, average, t - wasT, this.#fixMs)
    const follows = velocity === average && speed === following
    const step = follows ? 0 : this.#stepBeyond(average, velocity)
    const sameFlags = flags === entities.flags[slot]
    const samePlace = lat === entities.lat[slot] && lon === entities.lon[slot]
    const isOff = isOffCourse(position)

    if (t === this.#time && sameFlags && samePlace && step !== null) {
      this.#kind(!follows ? Kind.moved : beyond === 0 ? Kind.predicted : Kind.changed)
      if (!follows || beyond !== 0) this.#signed(Field.cm, beyond)
      if (follows) return
      this.#signed(Field.velocity, step)
      this.#signed(Field.speed, speed - following)
      return
    }
    this.#kind(Kind.explicit)
    const ownTime = t === this.#time ? 0 : Own.time
    const ownMotion = follows ? 0 : Own.motion
    this.#tokens.push(
      ownToken + (ownTime | ownMotion | (sameFlags ? 0 : Own.flags) | (isOff ? Own.place : 0)),
    )
    if (ownTime) this.#signed(Field.time, t - this.#time)
    this.#signed(Field.cm, beyond)
    if (ownMotion) {
      this.#signed(Field.velocity, velocity - average)
      this.#signed(Field.speed, speed - following)
    }
    if (!sameFlags) this.#number(Field.flags, flags)
    if (isOff) {
      this.#signed(Field.place, lat - entities.lat[slot]!)
      this.#signed(Field.place, lon - entities.lon[slot]!)
    }
  }

  write(to: ByteWriter): void {
    const counts = this.#kinds
    const order = [...counts.keys()].sort((a, b) => counts[b]! - counts[a]! || a - b)
    const rank = order.map((_, kind) => order.indexOf(kind))
    const parameters = this.#numbers.map(shortestParameter)
    const written: number[] = new Array(fieldCount).fill(0)
    const bits = new BitWriter(to)
    bits.bits(this.#bySpeed ? 1 : 0, 1)
    for (const kind of order) bits.bits(kind, 3)
    for (const parameter of parameters) bits.bits(parameter, 5)
    for (const token of this.#tokens) {
      if (token >= ownToken) bits.bits(token - ownToken, 4)
      else if (token >= kindToken) bits.ones(rank[token - kindToken]!, kindCount - 1)
      else bits.number(this.#numbers[token]![written[token]!++]!, parameters[token]!)
    }
    bits.end()
  }

  /** What has to be added to the average velocity, as M-6 has it; null where that cannot be written. */
  #stepBeyond(average: number, velocity: number): number | null {
    if (this.#fixMs === 0) return velocity - average
    const step = stepOf(velocity, this.#fixMs)
    const beyond = step - stepOf(average, this.#fixMs)
    return velocityOfStep(step, this.#fixMs) === velocity && Math.abs(beyond) < 2 ** 32 ? beyond : null
  }

  #kind(kind: number): void {
    this.#kinds[kind]!++
    this.#tokens.push(kindToken + kind)
  }

  #signed(field: number, value: number): void {
    this.#number(field, folded(value))
  }

  #number(field: number, value: number): void {
    this.#tokens.push(field)
    this.#numbers[field]!.push(value)
  }
}

/** The parameter that makes `values` shortest: among those around the logarithm of their mean, to the next worse. */
function shortestParameter(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  const lengthAt = (k: number) => {
    let length = 0
    for (const value of values) length += bitsOf(value, k)
    return length
  }
  let best = Math.min(29, Math.floor(Math.log2(sum / (values.length || 1) + 1)))
  let shortest = lengthAt(best)
  const upwards = lengthAt(best + 1) < shortest
  for (let k = best + (upwards ? 1 : -1); k >= 0 && k < 31; k += upwards ? 1 : -1) {
    const length = lengthAt(k)
    if (length >= shortest) break
    best = k
    shortest = length
  }
  return best
}
