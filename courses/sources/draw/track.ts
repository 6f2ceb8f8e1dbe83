import type { Drawing } from './drawing.ts'
import { type Metres, onTheGround, rectangle } from './plane.ts'

/** World Athletics' standard track: straights of 84.39 m, bends of 36.50 m, run 0.30 m from the kerb. */
const STRAIGHT = 84.39
const RADIUS = 36.8
const STEPS = 24

const bend = (east: number, from: number): Metres[] =>
  Array.from({ length: STEPS + 1 }, (_, i) => {
    const angle = from + (i / STEPS) * Math.PI
    return [east + RADIUS * Math.cos(angle), RADIUS * Math.sin(angle)]
  })

/** 400 m, anticlockwise from the end of the home straight; the fence lies across the back straight. */
export function track(): Drawing {
  const place = onTheGround([8.0, 50.0])
  const finish: Metres = [STRAIGHT / 2, -RADIUS]
  const line = [...bend(STRAIGHT / 2, -Math.PI / 2), ...bend(-STRAIGHT / 2, Math.PI / 2), finish]
  return {
    shortName: 'track-400',
    longName: 'Test Track 400 m',
    distance: 400,
    laps: 1,
    line: line.map(place),
    start: place(finish),
    finish: place(finish),
    fence: rectangle(-20, 20, 20, 60).map(place),
  }
}
