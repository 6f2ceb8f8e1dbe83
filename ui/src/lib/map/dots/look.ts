import { EntityFlag, type Moment } from '@racecast/gateway/protocol'

/**
 * How a dot is drawn, in one number for the shader. The state is a shape; the colour says whose it is: 0 the
 * field's ink, 1 to 6 one of the followed, from bit 8 on.
 */
export const LookBit = {
  /** A ring around it: inside the fence. */
  inFence: 1,
  /** Hollow: no fix for so long that it is not moved on any more. */
  frozen: 2,
  /** A diamond at its own place, not on the line. */
  offCourse: 4,
  /** Small: through the finish. */
  finished: 8,
  /** With a name at it: a dot even where the others are a ribbon. */
  named: 16,
  /** A cross: gave up here. */
  out: 32,
} as const

const colourShift = 8

/** @param colour 0 for the field, 1..6 for the followed; `isOut`: has given up by then */
export function lookOf(moment: Moment, colour: number, isOut = false): number {
  let look = colour << colourShift
  if (isOut) return look | LookBit.out | (moment.lat !== 0 || moment.lon !== 0 ? LookBit.offCourse : 0)
  if (moment.flags & EntityFlag.finished) return look | LookBit.finished
  if (moment.flags & EntityFlag.inFence) look |= LookBit.inFence
  if (moment.certainty === 'frozen') look |= LookBit.frozen
  if (moment.lat !== 0 || moment.lon !== 0) look |= LookBit.offCourse
  return look
}
