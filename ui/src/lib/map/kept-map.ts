import type { RaceMap } from './race-map.ts'

/** How long a lost graphics context is waited for, and then a new map that cannot be made, ms. */
const patienceMs = 4_000
const againMs = 30_000

/**
 * A map that is there again whatever the graphics card does: its context usually comes back by itself, and the map with it;
 * where it does not, a new map is made.
 */
export class KeptMap {
  readonly #make: () => RaceMap
  readonly #onMap: (map: RaceMap | null) => void
  #map: RaceMap | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param onMap told of every map that is made, and (null) that there is none */
  constructor(make: () => RaceMap, onMap: (map: RaceMap | null) => void) {
    this.#make = make
    this.#onMap = onMap
    this.#begin()
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#map?.destroy()
    this.#map = null
  }

  #begin(): void {
    this.close()
    try {
      this.#map = this.#make()
    } catch {
      // Without a map a screen still has its clock and its lists.
      this.#onMap(null)
      this.#timer = setTimeout(() => this.#begin(), againMs)
      return
    }
    const { map } = this.#map
    map.on('webglcontextlost', () => {
      this.#timer = setTimeout(() => this.#begin(), patienceMs)
    })
    map.on('webglcontextrestored', () => clearTimeout(this.#timer))
    this.#onMap(this.#map)
  }
}
