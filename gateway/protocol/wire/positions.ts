import type { Position } from '../messages.ts'
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { int32 } from './integers.ts'

const fields = ['id', 'cm', 't', 'velocity', 'speed', 'flags', 'lat', 'lon'] as const
const pole = 90_000_000
const least = [1, int32.min, int32.min, int32.min, int32.min, 0, -pole, -2 * pole] as const
const most = [2 ** 52 - 1, int32.max, int32.max, int32.max, int32.max, int32.max, pole, 2 * pole] as const

/** What of `position` the wire has no form for, or null. */
export function faultOf(position: Position): string | null {
  for (let i = 0; i < position.length; i++) {
    const value = position[i]!
    if (Number.isInteger(value) && value >= least[i]! && value <= most[i]!) continue
    return `position of ${position[0]}: ${fields[i]} ${value} is not a whole number from ${least[i]} to ${most[i]}`
  }
  return null
}

/** Throws RangeError unless `position` is one that the wire has a form for. */
export function checkPosition(position: Position): void {
  const fault = faultOf(position)
  if (fault) throw new RangeError(fault)
}

export function isOffCourse(position: Position): boolean {
  return (position[6] ?? 0) !== 0 || (position[7] ?? 0) !== 0
}

export const byId = (a: Position, b: Position): number => a[0] - b[0]

/**
 *     positions = uvar count, by ascending id, one...                                     (B-14)
 *     one       = uvar 2 * (id - id before - 1) + (1 if off the course)
 *                 svar cm, svar t - t before, svar velocity, svar speed - velocity, uvar flags
 *                 [svar lat, svar lon]   if off the course; not both 0
 *
 * The first follows id 0 and t 0. All values are 32-bit, flags not negative, lat within 90 degrees, lon within 180.
 */
export function writePositions(to: ByteWriter, positions: readonly Position[]): void {
  to.uvar(positions.length)
  let [lastId, lastT] = [0, 0]
  for (const position of [...positions].sort(byId)) {
    checkPosition(position)
    const [id, cm, t, velocity, speed, flags, lat = 0, lon = 0] = position
    if (id === lastId) throw new RangeError(`position: ${id} is there twice`)
    const off = isOffCourse(position)
    to.uvar(2 * (id - lastId - 1) + (off ? 1 : 0))
    to.svar(cm)
    to.svar(t - lastT)
    to.svar(velocity)
    to.svar(speed - velocity)
    to.uvar(flags)
    if (off) {
      to.svar(lat)
      to.svar(lon)
    }
    lastId = id
    lastT = t
  }
}

export function readPositions(from: ByteReader): Position[] {
  const positions: Position[] = []
  let [id, t] = [0, 0]
  for (let left = from.count(6); left > 0; left--) {
    const head = from.uvar()
    id += Math.floor(head / 2) + 1
    if (!Number.isSafeInteger(id)) from.fail('B-19', 'an id is out of range')
    const cm = from.svar()
    t += from.svar()
    const velocity = from.svar()
    const speed = velocity + from.svar()
    const flags = from.uvar()
    const position: Position =
      head % 2 === 0
        ? [id, cm, t, velocity, speed, flags]
        : [id, cm, t, velocity, speed, flags, from.svar(), from.svar()]
    if (head % 2 === 1 && !isOffCourse(position)) from.fail('B-14', `${id} is off the course at 0, 0`)
    const fault = faultOf(position)
    if (fault) from.fail('B-19', fault)
    positions.push(position)
  }
  return positions
}
