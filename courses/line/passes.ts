import type { CourseLine } from './course-line.ts'

/** How far two legs of a course may lie from each other where somebody beside them sees both pass, m. */
const seenM = 20

/**
 * Where the course comes by the place on it that is nearest to (`lon`, `lat`): cm from the start, ascending, one for
 * each lap or leg that comes within `toleranceM` of that place. A leg that turns round within it comes by once.
 */
export function passesOf(line: CourseLine, lon: number, lat: number, toleranceM = seenM): number[] {
  const nearest = line.match(lon, lat, 0, line.lengthCm)
  const [atLon, atLat] = line.pointAt(nearest.cm)
  const passes: number[] = []
  let pass: { cm: number; offM: number } | null = null
  const end = () => {
    if (pass) passes.push(Math.round(pass.cm))
    pass = null
  }
  line.scan(atLon, atLat, 0, line.lengthCm, (cm, offM, endCm) => {
    if (offM <= toleranceM && offM < (pass?.offM ?? Number.POSITIVE_INFINITY)) pass = { cm, offM }
    // Once the line has left the place, what comes next is another pass.
    if (line.offsetM(atLon, atLat, endCm) > toleranceM) end()
  })
  end()
  return passes
}
