import type { Map as MapLibre } from 'maplibre-gl'

/**
 * The size of a map on the screen, CSS px, as it was last changed: to ask the canvas itself in every frame would be a layout
 * of the whole page in every frame.
 */
export class CanvasSize {
  width = 0
  height = 0

  constructor(map: MapLibre) {
    const measure = () => {
      const { clientWidth, clientHeight } = map.getCanvas()
      this.width = clientWidth
      this.height = clientHeight
    }
    measure()
    map.on('resize', measure)
  }
}
