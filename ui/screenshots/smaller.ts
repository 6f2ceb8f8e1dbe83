import type { Page } from 'playwright-core'

/** What is to be seen of the page as WebP, `width` pixels wide: pictures of large screens, small enough to be kept. */
export async function smaller(page: Page, width: number): Promise<Buffer> {
  // Eight million pixels without a graphics card take their time.
  const png = await page.screenshot({ timeout: 120_000 })
  const base64 = await page.evaluate(
    async ({ picture, to }) => {
      const bytes = Uint8Array.from(atob(picture), (c) => c.charCodeAt(0))
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }), {
        resizeWidth: to,
        resizeQuality: 'high',
      })
      const canvas = new OffscreenCanvas(image.width, image.height)
      canvas.getContext('2d')!.drawImage(image, 0, 0)
      const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.86 })
      let text = ''
      for (const byte of new Uint8Array(await blob.arrayBuffer())) text += String.fromCharCode(byte)
      return btoa(text)
    },
    { picture: png.toString('base64'), to: width },
  )
  return Buffer.from(base64, 'base64')
}
