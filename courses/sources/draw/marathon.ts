import type { LonLat } from '../../course.ts'
import { cut, drawnPath } from '../../import/steps/drawn-path.ts'
import type { Drawing } from './drawing.ts'
import { type Metres, onTheGround, rectangle, seeded } from './plane.ts'

const MARATHON_M = 42_195
/** Streets are this far apart, m. */
const BLOCK_M = 200
/** The city's half width in blocks. */
const CITY = 18
/** East, north, west, south. */
const DIRECTIONS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const

/** Street corners of a run through the grid, in blocks: right angles, and every seventh leg out and back. */
function* corners(random: () => number): Generator<Metres> {
  let [x, y, heading] = [0, 0, 0]
  yield [x, y]
  for (let leg = 1; ; leg++) {
    const blocks = 2 + Math.floor(random() * 8)
    const turn = random() < 0.5 ? 1 : 3
    // Turn the other way where this one leads out of the city.
    const turns = [turn, 4 - turn].map((by) => (heading + by) % 4)
    heading = turns.find((way) => {
      const [dx, dy] = DIRECTIONS[way]!
      return Math.max(Math.abs(x + dx * blocks), Math.abs(y + dy * blocks)) <= CITY
    })!
    const [dx, dy] = DIRECTIONS[heading]!
    yield [x + dx * blocks, y + dy * blocks]
    if (leg % 7 === 0) yield [x, y]
    else [x, y] = [x + dx * blocks, y + dy * blocks]
  }
}

/** 42,195 m through the straight streets of a city, made from a seed. */
export function marathon(seed = 42): Drawing {
  const place = onTheGround([-87.68, 41.88])
  const line: LonLat[] = []
  for (const [x, y] of corners(seeded(seed))) {
    line.push(place([x * BLOCK_M, y * BLOCK_M]))
    if (line.length > 1 && drawnPath(line).lengthM > MARATHON_M) break
  }
  const run = cut(drawnPath(line), 0, MARATHON_M)
  return {
    shortName: 'gridiron',
    longName: 'Gridiron Marathon',
    distance: MARATHON_M,
    laps: 1,
    line: run,
    start: run[0]!,
    finish: run.at(-1)!,
    fence: rectangle(-700, -700, 700, 700).map(place),
  }
}
