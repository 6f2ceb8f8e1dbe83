import { encode } from 'uqr'

/** The light edge that a reader needs to find the code, modules: ISO/IEC 18004. */
export const quietModules = 4

export interface QrDrawing {
  /** Width and height with the light edge around it, modules. */
  size: number
  /** The dark modules as a path of SVG, each run of a row a rectangle. */
  path: string
}

/**
 * `text` as a QR code that is still read with a quarter of it dirty, torn or under a glare (level Q). Throws a RangeError
 * where it is too long for one, some 1,600 characters.
 */
export function qrDrawing(text: string): QrDrawing {
  const { size, data } = encode(text, { ecc: 'Q', border: 0 })
  let path = ''
  data.forEach((row, y) => {
    for (let x = 0; x < size; x++) {
      if (!row[x]) continue
      const from = x
      while (x + 1 < size && row[x + 1]) x++
      const length = x + 1 - from
      path += `M${from + quietModules} ${y + quietModules}h${length}v1h-${length}z`
    }
  })
  return { size: size + 2 * quietModules, path }
}
