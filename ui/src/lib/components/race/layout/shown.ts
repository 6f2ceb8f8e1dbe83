import type { Course } from '@racecast/courses'
import type { CourseLine } from '@racecast/courses/line'
import type { RosterEntry } from '@racecast/gateway/protocol'
import type { Picture } from '#lib/race/picture.ts'
import type { Arrival } from '#lib/race/spot/arrivals.ts'

/** All that the parts of the page show, of one moment. */
export interface Shown {
  picture: Picture
  course: Course
  line: CourseLine
  /** Where the course comes by my spot, cm; none without one. */
  passes: number[]
  arrivals: Arrival[]
}

/** What the parts of the page can ask for. */
export interface Actions {
  /** Somebody is to be seen on the map, by competitor id. */
  showOnMap(competitor: number): void
  /** The next press on the map says where I stand, or no longer. */
  point(): void
  entries(): Iterable<RosterEntry>
}
