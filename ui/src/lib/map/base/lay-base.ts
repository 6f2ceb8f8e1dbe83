import {
  AttributionControl,
  type ErrorEvent,
  type Map as MapLibre,
  type MapSourceDataEvent,
} from 'maplibre-gl'
import type { MapStyle } from '../../api/site.ts'
import { readTheme } from '../theme.ts'
import { type Base, prefix } from './base.ts'
import { styleBase } from './style-base.ts'

/** Above the paper and its grid, below everything that is the race's. */
const above = 'fence'

/** What `wanted` names. Rejects where it cannot be read. */
export async function loadBase(wanted: MapStyle): Promise<Base> {
  if (wanted.kind === 'style') return styleBase(wanted.url)
  // Only who has such a file reads the code for it.
  return (await import('./pmtiles-base.ts')).pmtilesBase(wanted.url)
}

/**
 * A base map below the course. The paper stays below it, and is what is seen again where nothing of the base can be loaded;
 * course and dots go on meanwhile. Calls `onFailed` with the reason.
 */
export class LaidBase {
  readonly #map: MapLibre
  readonly #base: Base
  readonly #attribution = new AttributionControl({ compact: true })
  #seen = false
  #gone = false

  constructor(map: MapLibre, base: Base, onFailed: (reason: unknown) => void) {
    this.#map = map
    this.#base = base
    map.on('sourcedata', (event: MapSourceDataEvent) => {
      if (event.sourceId?.startsWith(prefix) && event.tile) this.#seen = true
    })
    map.on('error', (event: ErrorEvent & { sourceId?: string }) => {
      // A tile that is missing later on is a hole in the map, and no reason to take the rest away.
      if (!event.sourceId?.startsWith(prefix)) return console.error(event.error)
      if (this.#seen || this.#gone) return
      onFailed(event.error)
      this.#takeAway()
    })
    // A lost graphics context takes nothing of it: the map remembers its own sources and layers.
    if (map.getLayer(above)) this.#lay(onFailed)
    else map.once('style.load', () => this.#lay(onFailed))
  }

  /** Another theme: the same layers in its colours. */
  recolour(): void {
    if (this.#gone) return
    for (const layer of this.#base.layers(readTheme(this.#map.getContainer()))) {
      if (!this.#map.getLayer(layer.id)) continue
      for (const [name, value] of Object.entries(layer.paint ?? {})) {
        this.#map.setPaintProperty(layer.id, name as never, value as never)
      }
    }
  }

  #lay(onFailed: (reason: unknown) => void): void {
    const map = this.#map
    try {
      if (this.#base.glyphs) map.setGlyphs(this.#base.glyphs)
      if (this.#base.sprite) map.setSprite(this.#base.sprite as string)
      for (const [id, source] of Object.entries(this.#base.sources)) map.addSource(id, source)
      for (const layer of this.#base.layers(readTheme(map.getContainer()))) map.addLayer(layer, above)
      map.setLayoutProperty('grid', 'visibility', 'none')
      map.addControl(this.#attribution, 'bottom-left')
    } catch (error) {
      onFailed(error)
      this.#takeAway()
    }
  }

  #takeAway(): void {
    this.#gone = true
    const map = this.#map
    for (const { id } of map.getStyle().layers) if (id.startsWith(prefix)) map.removeLayer(id)
    for (const id of Object.keys(this.#base.sources)) if (map.getSource(id)) map.removeSource(id)
    map.setLayoutProperty('grid', 'visibility', 'visible')
    if (map.hasControl(this.#attribution)) map.removeControl(this.#attribution)
  }
}
