import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')
const [day, night] = css.split('@media (prefers-color-scheme: dark)') as [string, string]
const tokensIn = (text: string) =>
  new Map([...text.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})\b/g)].map(([, name, value]) => [name!, value!]))
const light = tokensIn(day)
const themes = { light, dark: new Map([...light, ...tokensIn(night)]) }

/** Relative luminance of `#rrggbb`, 0..1 (WCAG 2.2, "relative luminance"). */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light! + 0.05) / (dark! + 0.05)
}

const follows = [0, 1, 2, 3, 4, 5].map((n) => `follow-${n}`)
/** What is read stands out from what it stands on by 4.5 to 1 (1.4.3). */
const read: [text: string, on: string[]][] = [
  ['ink', ['paper', 'sheet', 'sunken']],
  ['ink-2', ['paper', 'sheet', 'sunken', 'map-paper']],
  ['ink-3', ['paper', 'sheet', 'sunken']],
  ['warn', ['paper', 'sheet', 'sunken']],
  ['sheet', ['ink']],
  ['on-follow', follows],
]
/** What is seen, and means something, by 3 to 1 (1.4.11). */
const seen: [shape: string, on: string[]][] = [
  ['focus', ['paper', 'sheet', 'sunken', 'map-paper']],
  ['map-dot', ['map-paper', 'map-course', 'map-fence']],
  ['map-course-edge', ['map-paper']],
  ...follows.map((follow): [string, string[]] => [follow, ['map-paper', 'map-course', 'sheet']]),
]

describe.each(Object.entries(themes))('the colours in the %s theme', (_, tokens) => {
  const ratios = (pairs: typeof read) =>
    pairs.flatMap(([front, backs]) =>
      backs.map((back) => ({
        pair: `${front} on ${back}`,
        ratio: contrast(tokens.get(front)!, tokens.get(back)!),
      })),
    )

  it('let everything be read', () => {
    expect(ratios(read).filter(({ ratio }) => ratio < 4.5)).toEqual([])
  })

  it('let every shape be seen that says something', () => {
    expect(ratios(seen).filter(({ ratio }) => ratio < 3)).toEqual([])
  })
})

it('contrast is that of the standard', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})
