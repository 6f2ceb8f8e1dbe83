import type { Map as MapLibre } from 'maplibre-gl'

/**
 * Lets go of what each lost graphics context leaves behind. MapLibre 6.17 destroys the style that went with it, and leaves that
 * style's listener in a list of the whole page, for a plug-in that may be loaded later (`Style.destroy` does not do what
 * `Style._remove` does): the style, and its map, would be held for as long as the page is open.
 */
export function letGoOfLostStyles(map: MapLibre): void {
  let { style } = map
  map.on('style.load', () => {
    style = map.style
  })
  // False: the workers have been told already.
  map.on('webglcontextlost', () => style._remove(false))
}
