import { qrDrawing } from './qr-path.ts'

/** By day and by night: not every camera reads the other way round. */
export const qrColours = { light: '#fff', dark: '#10141b' } as const
/** Wide enough for a poster, px. */
const pngWidth = 1500

/** `text` as a QR code in a file of SVG. */
export function qrSvg(text: string): string {
  const { size, path } = qrDrawing(text)
  const { light, dark } = qrColours
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">` +
    `<path fill="${light}" d="M0 0h${size}v${size}H0z"/><path fill="${dark}" d="${path}"/></svg>\n`
  )
}

/** The same as a PNG, some 1,500 pixels wide: whole ones for each module, so that no edge is grey. */
export function qrPng(text: string): Promise<Blob> {
  const { size, path } = qrDrawing(text)
  const scale = Math.round(pngWidth / size)
  const canvas = new OffscreenCanvas(size * scale, size * scale)
  const context = canvas.getContext('2d')!
  context.fillStyle = qrColours.light
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.scale(scale, scale)
  context.fillStyle = qrColours.dark
  context.fill(new Path2D(path))
  return canvas.convertToBlob({ type: 'image/png' })
}
