import type { LngLatBoundsLike } from 'maplibre-gl'
import type { Padding } from '../../map/camera.ts'
import type { RaceMap } from '../../map/race-map.ts'
import type { MapTarget } from './map-target.ts'

/** How long the way to another view takes, ms. */
const flightMs = 1800
/** A runner is followed from picture to picture: one a second. */
const stepMs = 1000

/** Takes the map of a big screen where its view is, and goes along with whom it is about. */
export class WallCamera {
  readonly #raceMap: RaceMap
  readonly #isStill: () => boolean
  #view = ''
  /** Until when it is on its way, by the page's clock, ms. */
  #flyingUntil = 0

  /** @param isStill whether nothing is to move that need not */
  constructor(raceMap: RaceMap, isStill: () => boolean) {
    this.#raceMap = raceMap
    this.#isStill = isStill
  }

  /** @param view what tells it from the view before */
  aim(view: string, { box, maxZoom, moves }: MapTarget, padding: Padding): void {
    const { map, camera: own } = this.#raceMap
    // Names are placed in what is left free, and the map stays where it is put.
    if (this.#view === '') own.showBox(box, false)
    own.setPadding(padding)
    const isNew = view !== this.#view
    const now = performance.now()
    if (!isNew && (!moves || now < this.#flyingUntil)) return
    const camera = map.cameraForBounds([...box] as LngLatBoundsLike, { padding, maxZoom })
    if (!camera) return
    const isFirst = this.#view === ''
    this.#view = view
    if (isFirst || this.#isStill()) map.jumpTo(camera)
    else if (isNew) {
      this.#flyingUntil = now + flightMs
      map.flyTo({ ...camera, duration: flightMs })
    } else map.easeTo({ ...camera, duration: stepMs, easing: (share) => share })
  }
}
