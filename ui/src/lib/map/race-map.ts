import type { Course, LonLat } from '@racecast/courses'
import {
  type GeoJSONSource,
  Map as MapLibre,
  type MapMouseEvent,
  ScaleControl,
  setWorkerUrl,
} from 'maplibre-gl'
import '../../styles/map.css'
import type { MapStyle } from '../api/site.ts'
import type { Units } from '../format/units.ts'
import { say } from '../words/say.ts'
import { LaidBase, loadBase } from './base/lay-base.ts'
import { Camera } from './camera.ts'
import { courseTexels } from './dots/course-texels.ts'
import { type DotSource, DotsLayer } from './dots/dots-layer.ts'
import { pick } from './dots/pick.ts'
import { RibbonLayer } from './dots/ribbon-layer.ts'
import { boxOf, type Box as LonLatBox } from './grid.ts'
import { addIcons } from './icons.ts'
import type { Box } from './label-places.ts'
import { type Label, Labels } from './labels.ts'
import { letGoOfLostStyles } from './lost-styles.ts'
import { latOf, lonOf } from './mercator.ts'
import { boxAt, pinBox, type Sign, signsOf } from './signs.ts'
import { courseFeatures, layersOf, signLayers, spotFeatures, styleOf } from './style.ts'
import { readTheme } from './theme.ts'
import { workerUrl } from './worker.ts'

setWorkerUrl(workerUrl)

export interface RaceMapOptions {
  container: HTMLElement
  /** Where the names go; lies over the map. */
  labels: HTMLElement
  course: Course
  source: DotSource
  /** What lies below the course instead of paper, once that is known; nothing waits for it. */
  base?: Promise<MapStyle | null>
  /** How many times as large as in the hand flags, kilometres and places are drawn; 1 if left out. */
  signScale?: number
  /** What lies over the map and hides the names below it, CSS px. */
  covered?(): Box[]
  onPick(id: number | null): void
  /** A place was pressed while `placing` is on. */
  onPlace(place: LonLat): void
}

/** What the map can be sent to: a box (west, south, east, north, degrees), or somebody's dot, by competitor id. */
export type MapTarget = { box: LonLatBox } | { competitor: number }

const kmCm = 100_000

/** How wide the map's scale may be: its length is written into it. */
const scaleRem = 5.625

/** How large the reader's type is, px. */
const remPx = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize)

/** How near to a dot a click has to be, CSS px: a thumb is wider than a pointer. */
const reach = { mouse: 14, touch: 26 }

/** The map of a race: paper, course, dots and names. Nothing here knows where the dots come from. */
export class RaceMap {
  readonly map: MapLibre
  readonly dots: DotsLayer
  readonly ribbon: RibbonLayer
  readonly camera: Camera
  readonly #labels: Labels
  readonly #course: Course
  readonly #scale = new ScaleControl({ maxWidth: scaleRem * remPx() })
  #signs: readonly Sign[]
  #everyCm = kmCm
  readonly #options: RaceMapOptions
  readonly #signScale: number
  readonly #dark = matchMedia('(prefers-color-scheme: dark)')
  readonly #recolour = () => this.#applyTheme()
  #spot: LonLat | null = null
  #hasSigns = true
  #placing = false
  #base: LaidBase | null = null
  #gone = false

  constructor(options: RaceMapOptions) {
    const { container, labels, course, source } = options
    this.#options = options
    this.#signScale = options.signScale ?? 1
    this.#course = course
    this.#signs = signsOf(course)
    const theme = readTheme(container)
    const box = boxOf(course.line)
    this.map = new MapLibre({
      container,
      style: styleOf(course, theme),
      bounds: [...box] as [number, number, number, number],
      maxZoom: 20,
      minZoom: 4,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 0,
      canvasContextAttributes: { antialias: true },
    })
    letGoOfLostStyles(this.map)
    this.map.touchZoomRotate.disableRotation()
    this.map.keyboard.disableRotation()
    this.map.addControl(this.#scale, 'bottom-left')
    this.map.getCanvas().setAttribute('aria-label', say('map.of', { course: course.longName }))
    this.camera = new Camera(this.map, box)
    this.dots = new DotsLayer(courseTexels(course), source, theme.dots)
    this.ribbon = new RibbonLayer(this.dots)
    this.#labels = new Labels(this.dots, labels)
    this.#listen()
    // Without an answer it is paper.
    options.base?.then((base) => base && this.#layBase(base)).catch(() => {})
  }

  setLabels(labels: readonly Label[]): void {
    this.#labels.set(labels)
    this.dots.named = labels.map(({ id }) => id)
    this.map.triggerRepaint()
  }

  /** Whether flags, kilometres and places are drawn; they are if nothing is said. */
  showSigns(shown: boolean): void {
    if (shown === this.#hasSigns) return
    this.#hasSigns = shown
    if (this.map.getLayer('flags')) this.#seeToSigns()
  }

  /** Marks a place as the viewer's own; null takes the mark away. */
  setSpot(place: LonLat | null): void {
    this.#spot = place
    this.map.getSource<GeoJSONSource>('spot')?.setData(spotFeatures(place))
  }

  /** Marks the course every `everyCm`, a kilometre or a mile, and measures in that. */
  setMarks(everyCm: number, units: Units): void {
    this.#scale.setUnit(units === 'mi' ? 'imperial' : 'metric')
    if (everyCm === this.#everyCm) return
    this.#everyCm = everyCm
    this.#signs = signsOf(this.#course, everyCm)
    this.#mark()
  }

  /** While on, a press on the map is told by `onPlace`, and picks nobody. */
  set placing(on: boolean) {
    this.#placing = on
    this.map.getCanvas().style.cursor = on ? 'crosshair' : ''
  }

  /** Goes there; does nothing for a competitor without a dot. */
  flyTo(target: MapTarget, animate = true): void {
    if ('box' in target) {
      this.camera.showBox(target.box, animate)
      return
    }
    const place = this.dots.placeOf(target.competitor)
    if (place) this.camera.showPlace([lonOf(place[0]), latOf(place[1])], undefined, animate)
  }

  destroy(): void {
    this.#gone = true
    this.#dark.removeEventListener('change', this.#recolour)
    this.map.remove()
  }

  #listen(): void {
    const { map } = this
    const dress = () => {
      addIcons(map, readTheme(map.getContainer()), this.#course)
      if (!map.getLayer('ribbon')) map.addLayer(this.ribbon, 'course-edge')
      if (!map.getLayer('dots')) map.addLayer(this.dots)
      for (const id of signLayers) map.setLayoutProperty(id, 'icon-size', this.#signScale)
      if (!this.#hasSigns) this.#seeToSigns()
      this.setSpot(this.#spot)
      // The style was made with kilometres.
      if (this.#everyCm !== kmCm) this.#mark()
    }
    // Before the first tile asks for a picture. A lost graphics context takes layer and pictures with it; the map
    // then loads its style anew, and only at its end can they be added again.
    map.on('style.load', dress)
    map.on('render', () =>
      this.#labels.draw(
        performance.now(),
        this.camera.free(),
        () => this.#blocked(),
        () => this.#options.covered?.() ?? [],
      ),
    )
    map.on('resize', () => {
      this.#scale.options.maxWidth = scaleRem * remPx()
      this.#labels.measureAgain()
    })
    map.on('click', (event) => this.#press(event))
    map.on('mousemove', ({ point }) => {
      if (this.#placing) return
      const over = pick(this.dots, point.x, point.y, reach.mouse) !== null
      map.getCanvas().style.cursor = over ? 'pointer' : ''
    })
    this.#dark.addEventListener('change', this.#recolour)
  }

  #seeToSigns(): void {
    const visibility = this.#hasSigns ? 'visible' : 'none'
    for (const id of signLayers) this.map.setLayoutProperty(id, 'visibility', visibility)
  }

  #mark(): void {
    this.map.getSource<GeoJSONSource>('course')?.setData(courseFeatures(this.#course, this.#everyCm))
  }

  async #layBase(wanted: MapStyle): Promise<void> {
    const onFailed = (reason: unknown) =>
      console.info('The paper stays: the map below it is not there.', reason)
    try {
      const base = await loadBase(wanted)
      if (!this.#gone) this.#base = new LaidBase(this.map, base, onFailed)
    } catch (error) {
      onFailed(error)
    }
  }

  #press({ lngLat, point, originalEvent }: MapMouseEvent): void {
    if (this.#placing) {
      this.#options.onPlace([lngLat.lng, lngLat.lat])
      return
    }
    const touch = (originalEvent as PointerEvent).pointerType !== 'mouse'
    this.#options.onPick(pick(this.dots, point.x, point.y, touch ? reach.touch : reach.mouse))
  }

  #applyTheme(): void {
    const theme = readTheme(this.map.getContainer())
    for (const layer of layersOf(theme)) {
      for (const [name, value] of Object.entries(layer.paint ?? {})) {
        this.map.setPaintProperty(layer.id, name as never, value as never)
      }
    }
    addIcons(this.map, theme, this.#course)
    this.#base?.recolour()
    this.dots.colours = theme.dots
    this.dots.update()
  }

  /** Where the course's signs, the viewer's spot, the scale and the buttons are, CSS px. */
  #blocked(): Box[] {
    const { left, right, bottom } = this.camera.free()
    const spot = this.#spot ? [{ at: this.#spot, box: pinBox }] : []
    const below = { top: bottom - 48, bottom: bottom + 10 }
    return [
      ...[...this.#signs, ...spot].map(({ at, box }) => {
        const { x, y } = this.map.project(at)
        return boxAt(box, x, y, this.#signScale)
      }),
      { left, right: left + this.#scale.options.maxWidth! + 20, ...below },
      { left: right - 200, right: right + 10, ...below },
    ]
  }
}
