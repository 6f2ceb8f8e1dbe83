import type { Course } from '@racecast/courses'
import { type LngLatBoundsLike, Map as MapLibre, ScaleControl, setWorkerUrl } from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { courseTexels } from './dots/course-texels.ts'
import { type DotSource, DotsLayer } from './dots/dots-layer.ts'
import { pick } from './dots/pick.ts'
import { boxOf } from './grid.ts'
import { addIcons } from './icons.ts'
import type { Box } from './label-places.ts'
import { type Label, Labels } from './labels.ts'
import { layersOf, styleOf } from './style.ts'
import { readTheme } from './theme.ts'

setWorkerUrl(workerUrl)

export interface Padding {
  top: number
  right: number
  bottom: number
  left: number
}

export interface RaceMapOptions {
  container: HTMLElement
  /** Where the names go; lies over the map. */
  labels: HTMLElement
  course: Course
  source: DotSource
  onPick(id: number | null): void
}

/** How near to a dot a click has to be, CSS px: a thumb is wider than a pointer. */
const reach = { mouse: 14, touch: 26 }

/** The map of a race: paper, course, dots and names. Nothing here knows where the dots come from. */
export class RaceMap {
  readonly map: MapLibre
  readonly dots: DotsLayer
  readonly #labels: Labels
  readonly #course: Course
  readonly #dark = matchMedia('(prefers-color-scheme: dark)')
  readonly #recolour = () => this.#applyTheme()
  #padding: Padding = { top: 0, right: 0, bottom: 0, left: 0 }
  #touched = false

  constructor({ container, labels, course, source, onPick }: RaceMapOptions) {
    this.#course = course
    const theme = readTheme(container)
    this.map = new MapLibre({
      container,
      style: styleOf(course, theme),
      bounds: this.#bounds(),
      maxZoom: 20,
      minZoom: 4,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 0,
      canvasContextAttributes: { antialias: true },
    })
    this.map.touchZoomRotate.disableRotation()
    this.map.keyboard.disableRotation()
    this.map.addControl(new ScaleControl({ maxWidth: 90 }), 'bottom-left')
    this.map.getCanvas().setAttribute('aria-label', `Map of ${course.longName}`)
    this.dots = new DotsLayer(courseTexels(course), source, theme.dots)
    this.#labels = new Labels(this.dots, labels)
    this.#listen(onPick)
  }

  /** Parts of the map that panels cover, CSS px. Until the viewer moves the map, the course stays in the rest. */
  setPadding(padding: Padding): void {
    this.#padding = padding
    // The scale stands in what is left free, too.
    const { style } = this.map.getContainer()
    style.setProperty('--free-left', `${padding.left}px`)
    style.setProperty('--free-bottom', `${padding.bottom}px`)
    if (!this.#touched) this.fit(false)
  }

  /** Shows the whole course in what the panels leave free. */
  fit(animate = true): void {
    this.#touched = false
    const { top, right, bottom, left } = this.#padding
    this.map.fitBounds(this.#bounds(), {
      padding: { top: top + 44, right: right + 36, bottom: bottom + 28, left: left + 36 },
      animate,
      duration: 500,
      essential: false,
    })
  }

  zoomBy(steps: number): void {
    this.#touched = true
    this.map.easeTo({ zoom: this.map.getZoom() + steps, duration: 250, padding: this.#padding })
  }

  setLabels(labels: readonly Label[]): void {
    this.#labels.set(labels)
    this.map.triggerRepaint()
  }

  destroy(): void {
    this.#dark.removeEventListener('change', this.#recolour)
    this.map.remove()
  }

  #listen(onPick: RaceMapOptions['onPick']): void {
    const { map } = this
    const dress = () => {
      addIcons(map, readTheme(map.getContainer()), Math.floor(this.#course.lengthCm / 100_000))
      if (!map.getLayer('dots')) map.addLayer(this.dots)
    }
    // Before the first tile asks for a picture. A lost graphics context takes layer and pictures with it; the map
    // then loads its style anew, and only at its end can they be added again.
    map.on('style.load', dress)
    map.on('render', () => this.#labels.draw(performance.now(), this.#free(), () => this.#signs()))
    for (const event of ['dragstart', 'wheel', 'dblclick'] as const) {
      map.on(event, () => {
        this.#touched = true
      })
    }
    map.on('click', (event) => {
      const touch = (event.originalEvent as PointerEvent).pointerType !== 'mouse'
      onPick(pick(this.dots, event.point.x, event.point.y, touch ? reach.touch : reach.mouse))
    })
    map.on('mousemove', ({ point }) => {
      const over = pick(this.dots, point.x, point.y, reach.mouse) !== null
      map.getCanvas().style.cursor = over ? 'pointer' : ''
    })
    this.#dark.addEventListener('change', this.#recolour)
  }

  #applyTheme(): void {
    const theme = readTheme(this.map.getContainer())
    for (const layer of layersOf(theme)) {
      for (const [name, value] of Object.entries(layer.paint ?? {})) {
        this.map.setPaintProperty(layer.id, name as never, value as never)
      }
    }
    addIcons(this.map, theme, Math.floor(this.#course.lengthCm / 100_000))
    this.dots.colours = theme.dots
    this.dots.update()
  }

  /** What no panel covers, CSS px. */
  #free(): Box {
    const { clientWidth, clientHeight } = this.map.getCanvas()
    const { top, right, bottom, left } = this.#padding
    return { left: left + 6, top: top + 6, right: clientWidth - right - 6, bottom: clientHeight - bottom - 6 }
  }

  /** Where the flags, the scale and the buttons are, CSS px. */
  #signs(): Box[] {
    const { left, right, bottom } = this.#free()
    const flags = [this.#course.start, this.#course.finish].map((place) => {
      const { x, y } = this.map.project(place)
      return { left: x - 4, top: y - 34, right: x + 26, bottom: y + 4 }
    })
    const below = { top: bottom - 48, bottom: bottom + 10 }
    return [
      ...flags,
      { left, right: left + 110, ...below },
      { left: right - 50, right: right + 10, ...below },
    ]
  }

  #bounds(): LngLatBoundsLike {
    return boxOf(this.#course.line) as [number, number, number, number]
  }
}
