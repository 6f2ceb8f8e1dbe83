/**
 * Makes the icons of an installed page from favicon.svg: `node ui/icons/make.ts`, after that has changed
 * (Chromium has to be there).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromiumPath, launch } from '../e2e/browser.ts'

const ui = join(import.meta.dirname, '..')
/** The sign of the browser's tab: its ground, and what is on it, 32 by 32. */
const sign = readFileSync(join(ui, 'static/favicon.svg'), 'utf8')
const ground = /<rect[^>]* fill="(#[0-9a-f]{6})"/.exec(sign)![1]!
const strokes = /<rect[^>]*\/>(.*)<\/svg>/s.exec(sign)![1]!

/**
 * `share` of the side is the sign's: a mask may cut off all beyond the middle four fifths, and what stands on a screen by
 * itself wants air, too.
 */
const icons = [
  { file: 'icon-192.png', side: 192, share: 1, radius: 0.22 },
  { file: 'icon-512.png', side: 512, share: 1, radius: 0.22 },
  { file: 'maskable-512.png', side: 512, share: 0.8, radius: 0 },
  { file: 'apple-touch-180.png', side: 180, share: 0.9, radius: 0 },
]

function drawing(side: number, share: number, radius: number): string {
  const scale = (side * share) / 32
  const margin = (side * (1 - share)) / 2
  return `<body style="margin:0"><svg width="${side}" height="${side}" style="display:block">
    <rect width="${side}" height="${side}" rx="${side * radius}" fill="${ground}" />
    <g transform="translate(${margin} ${margin}) scale(${scale})">${strokes}</g>
  </svg></body>`
}

if (!chromiumPath) throw new Error('Chromium is needed to draw the icons (apt-get install chromium)')
const browser = await launch()
try {
  for (const { file, side, share, radius } of icons) {
    const page = await browser.newPage({ viewport: { width: side, height: side } })
    await page.setContent(drawing(side, share, radius))
    await page.screenshot({ path: join(ui, 'static/icons', file), omitBackground: true })
    await page.close()
  }
} finally {
  await browser.close()
}
