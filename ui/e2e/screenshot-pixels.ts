import type { Locator, Page } from 'playwright-core'

export interface Pixels {
  width: number
  height: number
  /** RGBA, row by row. */
  data: Uint8ClampedArray
}

/** What is to be seen of the page, or of a part of it, with whatever the page leaves transparent. */
export async function pixelsOf(page: Page, part: Page | Locator = page): Promise<Pixels> {
  const png = await part.screenshot({ omitBackground: true })
  const { width, height, bytes } = await page.evaluate(async (base64) => {
    const packed = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
    const image = await createImageBitmap(new Blob([packed], { type: 'image/png' }))
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!
    context.drawImage(image, 0, 0)
    const { data } = context.getImageData(0, 0, image.width, image.height)
    let text = ''
    for (let i = 0; i < data.length; i += 8192) text += String.fromCharCode(...data.subarray(i, i + 8192))
    return { width: image.width, height: image.height, bytes: btoa(text) }
  }, png.toString('base64'))
  return { width, height, data: new Uint8ClampedArray(Buffer.from(bytes, 'base64')) }
}

/** How opaque a place is, CSS px from the corner: 0 to 255. */
export function alphaAt({ width, data }: Pixels, x: number, y: number): number {
  return data[(Math.floor(y) * width + Math.floor(x)) * 4 + 3]!
}
