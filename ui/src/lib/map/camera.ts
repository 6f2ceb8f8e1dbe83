import type { LngLatBoundsLike, Map as MapLibre } from 'maplibre-gl'
import { CanvasSize } from './canvas-size.ts'
import type { Box as LonLatBox } from './grid.ts'
import type { Box } from './label-places.ts'

export interface Padding {
  top: number
  right: number
  bottom: number
  left: number
}

/** Zoom at which one runner and the next hundred metres can be told apart. */
export const nearZoom = 16.5

/** What part of the world the map shows, in what the panels leave free. Until the viewer moves it, all of the course. */
export class Camera {
  readonly #map: MapLibre
  readonly #size: CanvasSize
  readonly #course: LonLatBox
  #padding: Padding = { top: 0, right: 0, bottom: 0, left: 0 }
  #touched = false

  constructor(map: MapLibre, course: LonLatBox) {
    this.#map = map
    this.#size = new CanvasSize(map)
    this.#course = course
    for (const event of ['dragstart', 'wheel', 'dblclick'] as const) {
      map.on(event, () => {
        this.#touched = true
      })
    }
    // What lies beside it has opened or closed, or the screen was turned.
    map.on('resize', () => {
      if (!this.#touched) this.fit(false)
    })
  }

  /** Parts of the map that panels cover, CSS px. Until the viewer moves the map, the course stays in the rest. */
  setPadding(padding: Padding): void {
    this.#padding = padding
    // The scale stands in what is left free, too.
    const { style } = this.#map.getContainer()
    style.setProperty('--free-left', `${padding.left}px`)
    style.setProperty('--free-bottom', `${padding.bottom}px`)
    if (!this.#touched) this.fit(false)
  }

  /** What its viewer has chosen to see, for another map to show; null while that is the whole course. */
  get view(): { center: [number, number]; zoom: number } | null {
    const { lng, lat } = this.#map.getCenter()
    return this.#touched ? { center: [lng, lat], zoom: this.#map.getZoom() } : null
  }

  set view(view: { center: [number, number]; zoom: number } | null) {
    if (!view) return
    this.#touched = true
    this.#map.jumpTo(view)
  }

  /** Shows the whole course. */
  fit(animate = true): void {
    this.#touched = false
    this.#show(this.#course, animate)
  }

  /** Shows a box of longitudes and latitudes. */
  showBox(box: LonLatBox, animate = true): void {
    this.#touched = true
    this.#show(box, animate)
  }

  /** Shows a place from near, or from as near as it is shown already. */
  showPlace(place: readonly [lon: number, lat: number], zoom = nearZoom, animate = true): void {
    this.#touched = true
    const { top, right, bottom, left } = this.#padding
    this.#map.easeTo({
      center: [...place],
      zoom: Math.max(zoom, this.#map.getZoom()),
      offset: [(left - right) / 2, (top - bottom) / 2],
      animate,
      duration: 700,
    })
  }

  zoomBy(steps: number): void {
    this.#touched = true
    const { left, right, top, bottom } = this.free()
    const around = this.#map.unproject([(left + right) / 2, (top + bottom) / 2])
    this.#map.easeTo({ zoom: this.#map.getZoom() + steps, around, duration: 250 })
  }

  /** What no panel covers, CSS px. */
  free(): Box {
    const { width, height } = this.#size
    const { top, right, bottom, left } = this.#padding
    return { left: left + 6, top: top + 6, right: width - right - 6, bottom: height - bottom - 6 }
  }

  #show(box: LonLatBox, animate: boolean): void {
    const { top, right, bottom, left } = this.#padding
    this.#map.fitBounds([...box] as LngLatBoundsLike, {
      padding: { top: top + 44, right: right + 36, bottom: bottom + 28, left: left + 36 },
      maxZoom: 18,
      animate,
      duration: 500,
      essential: false,
    })
  }
}
