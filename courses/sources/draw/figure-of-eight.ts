import type { Drawing } from './drawing.ts'
import { type Metres, onTheGround, rectangle } from './plane.ts'

/** Half the width and half the height of the eight, m: once round is 2,521 m. */
const WIDE = 348.3
const HIGH = 237.2

/** Gerono's lemniscate; the angle 0 is its eastern end. */
const eight = (angle: number): Metres => [WIDE * Math.cos(angle), HIGH * Math.sin(2 * angle)]

/**
 * Two laps of an eight on a former airfield: the laps lie on each other and each crosses itself in the middle.
 * It is drawn as one closed lap that begins far from the start, whose flag lies between two points; the finish
 * is 40 m short of the second full lap, so that the flags tell the direction.
 */
export function figureOfEight(): Drawing {
  const place = onTheGround([13.4012, 52.4734])
  const points = Array.from({ length: 120 }, (_, i) => place(eight((i / 120) * 2 * Math.PI + 0.013)))
  return {
    shortName: 'skylark-eight',
    longName: 'Skylark Field Eight',
    distance: 5000,
    laps: 2,
    line: [...points, points[0]!],
    start: place(eight(2.06)),
    finish: place(eight(2.06 - 0.09)),
    fence: rectangle(60, -300, 240, -100).map(place),
  }
}
