import type { Page } from 'playwright-core'

export type Rgba = [number, number, number, number]

/** The colours drawn at places of the map (CSS px), read while the frame is there: before the browser takes it. */
export function pixelsAt(page: Page, places: { x: number; y: number }[]): Promise<Rgba[]> {
  return page.evaluate(
    (wanted) =>
      new Promise<Rgba[]>((resolve) => {
        const { map } = window.__racecast!
        map!.once('render', () => {
          const canvas = map!.getCanvas()
          const gl = canvas.getContext('webgl2')!
          const ratio = canvas.width / canvas.clientWidth
          const pixel = new Uint8Array(4)
          const colours = wanted.map(({ x, y }): Rgba => {
            gl.readPixels(x * ratio, canvas.height - y * ratio, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel)
            return [...pixel] as unknown as Rgba
          })
          resolve(colours)
        })
        map!.triggerRepaint()
      }),
    places,
  )
}
