import type { LonLat } from '@racecast/courses'
import { type CourseLine, passesOf } from '@racecast/courses/line'
import { parseSpot, spotParameter } from '../address.ts'

/** Farther from the course than this nobody stands to watch, m. */
const farM = 1500

export type SpotProblem = 'far' | 'denied' | 'unknown'

/** Where the viewer stands: kept in the address, so that a link shares it. */
export class Spot {
  place = $state.raw<LonLat | null>(null)
  /** Which of its passes was meant, cm from the start; null where only the place is known. */
  meantCm = $state<number | null>(null)
  /** A press on the map says where. */
  placing = $state(false)
  locating = $state(false)
  problem = $state<SpotProblem | null>(null)
  readonly #save: (parameter: string | null) => void

  constructor(parameter: string | null, save: (parameter: string | null) => void) {
    this.place = parseSpot(parameter)
    this.#save = save
  }

  /** The place on the course that is nearest to `place`. */
  choose(place: LonLat, line: CourseLine): void {
    this.placing = false
    const match = line.match(...place, 0, line.lengthCm)
    this.problem = match.offM > farM ? 'far' : null
    if (!this.problem) this.#set(line.pointAt(match.cm), match.cm)
  }

  /** The place at `cm` from the start: for who has no map to press on. */
  chooseAt(cm: number, line: CourseLine): void {
    this.problem = null
    this.#set(line.pointAt(cm), cm)
  }

  clear(): void {
    this.placing = false
    this.problem = null
    this.#set(null, null)
  }

  /** Asks the device where it is. */
  locate(line: CourseLine): void {
    if (!navigator.geolocation) {
      this.problem = 'unknown'
      return
    }
    this.locating = true
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.locating = false
        this.choose([coords.longitude, coords.latitude], line)
      },
      ({ code, PERMISSION_DENIED }) => {
        this.locating = false
        this.problem = code === PERMISSION_DENIED ? 'denied' : 'unknown'
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    )
  }

  /** Where the course comes by, cm from the start, ascending. */
  passesOn(line: CourseLine): number[] {
    return this.place ? passesOf(line, ...this.place) : []
  }

  #set(place: LonLat | null, cm: number | null): void {
    this.place = place
    this.meantCm = cm
    this.#save(place && spotParameter(place))
  }
}
