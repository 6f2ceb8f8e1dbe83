import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ui = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(ui, path), 'utf8')
const manifest = JSON.parse(read('static/manifest.webmanifest')) as {
  background_color: string
  theme_color: string
  icons: { src: string; sizes: string; type: string }[]
}
const shell = read('src/app.html')
const [light, dark] = [...read('src/styles/tokens.css').matchAll(/--paper: (#[0-9a-f]{6})/g)].map(
  ([, colour]) => colour,
)

/** Width and height, from the head of a PNG file. */
function sizeOf(path: string): string {
  const png = readFileSync(join(ui, 'static', path))
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  return `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`
}

describe('a page that is installed', () => {
  it('has icons of the sizes that it promises', () => {
    const pictures = manifest.icons.filter(({ type }) => type === 'image/png')
    expect(pictures).toHaveLength(3)
    for (const { src, sizes } of pictures) expect(sizeOf(src), src).toBe(sizes)
    const touched = /apple-touch-icon" href="%sveltekit.assets%([^"]+)"/.exec(shell)![1]!
    expect(sizeOf(touched)).toBe('180x180')
  })

  it('is framed in the colour of its paper, by day and by night', () => {
    expect([manifest.background_color, manifest.theme_color]).toEqual([light, light])
    const framed = [...shell.matchAll(/theme-color" content="(#[0-9a-f]{6})"/g)].map(([, colour]) => colour)
    expect(framed).toEqual([light, dark])
  })
})
