import type { Course, LonLat } from '@racecast/courses'
import { type GeoJSONSource, Map as MapLibre, Marker, ScaleControl, setWorkerUrl } from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { boxOf, gridOf } from './grid.ts'
import { addIcons } from './icons.ts'
import { letGoOfLostStyles } from './lost-styles.ts'
import { courseFeatures, styleOf } from './style.ts'
import { readTheme } from './theme.ts'

setWorkerUrl(workerUrl)

/** Something that can be moved on the map, by pointer or by arrow keys. */
export interface Handle {
  id: string
  label: string
  /** Its look: a class of the element. */
  kind: 'start' | 'finish' | 'fence' | 'corner'
  at: LonLat
  isWrong: boolean
}

/** How far an arrow key moves a handle, CSS px; with Shift. */
const step = { far: 8, near: 1 }
const ways: Record<string, [number, number]> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
}

/** The map of a course that is being made: its line, and handles where its flags and fence are. */
export class CourseMap {
  readonly #map: MapLibre
  readonly #markers = new Map<string, Marker>()
  readonly #onMove: (id: string, to: LonLat) => void
  readonly #dark = matchMedia('(prefers-color-scheme: dark)')
  readonly #recolour = () => this.#map.setStyle(styleOf(this.#course, readTheme(this.#map.getContainer())))
  #course: Course

  constructor(container: HTMLElement, course: Course, onMove: (id: string, to: LonLat) => void) {
    this.#course = course
    this.#onMove = onMove
    this.#map = new MapLibre({
      container,
      style: styleOf(course, readTheme(container)),
      bounds: [...boxOf(course.line)] as [number, number, number, number],
      fitBoundsOptions: { padding: 50 },
      maxZoom: 20,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
    })
    letGoOfLostStyles(this.#map)
    this.#map.touchZoomRotate.disableRotation()
    this.#map.keyboard.disableRotation()
    this.#map.addControl(new ScaleControl({ maxWidth: 90 }), 'bottom-left')
    this.#map.getCanvas().setAttribute('aria-label', `Map of ${course.longName}`)
    this.#map.on('style.load', () => this.#dress())
    this.#dark.addEventListener('change', this.#recolour)
  }

  setCourse(course: Course): void {
    const before = this.#course
    this.#course = course
    if (course === before) return
    this.#map.getSource<GeoJSONSource>('course')?.setData(courseFeatures(course))
    this.#map.getSource<GeoJSONSource>('grid')?.setData(gridOf(boxOf(course.line)).lines)
    this.#icons()
  }

  setHandles(handles: readonly Handle[]): void {
    for (const [id, marker] of this.#markers) {
      if (handles.some((handle) => handle.id === id)) continue
      marker.remove()
      this.#markers.delete(id)
    }
    for (const handle of handles) {
      const marker = this.#markers.get(handle.id) ?? this.#newMarker(handle)
      marker.setLngLat([...handle.at])
      const element = marker.getElement()
      element.setAttribute('aria-label', handle.label)
      element.title = handle.label
      element.classList.toggle('wrong', handle.isWrong)
    }
  }

  destroy(): void {
    this.#dark.removeEventListener('change', this.#recolour)
    this.#map.remove()
  }

  /** Again after the graphics card has forgotten everything, and in other colours. */
  #dress(): void {
    this.#icons()
    // The handles stand where the flags would.
    this.#map.setLayoutProperty('flags', 'visibility', 'none')
  }

  #icons(): void {
    const theme = readTheme(this.#map.getContainer())
    addIcons(this.#map, theme, this.#course)
  }

  #newMarker({ id, kind, at }: Handle): Marker {
    const element = document.createElement('button')
    element.type = 'button'
    element.className = `handle ${kind}`
    const anchor = kind === 'start' || kind === 'finish' ? 'bottom-left' : 'center'
    const marker = new Marker({ element, draggable: true, anchor }).setLngLat([...at]).addTo(this.#map)
    marker.on('dragend', () => this.#moved(id, marker))
    element.addEventListener('keydown', (event) => {
      const way = ways[event.key]
      if (!way) return
      event.preventDefault()
      event.stopPropagation()
      const { x, y } = this.#map.project(marker.getLngLat())
      const far = event.shiftKey ? step.near : step.far
      marker.setLngLat(this.#map.unproject([x + way[0] * far, y + way[1] * far]))
      this.#moved(id, marker)
    })
    this.#markers.set(id, marker)
    return marker
  }

  #moved(id: string, marker: Marker): void {
    const { lng, lat } = marker.getLngLat()
    this.#onMove(id, [lng, lat])
  }
}
