/** The ground that an accent stands on: the page's paper by day, its slate by night (`--paper` of the page). */
const paper = '#f3eee3'
const night = '#11151b'

/** The least contrast of a sign with its ground: WCAG 2.2, 1.4.11. */
export const leastContrast = 3

/** The organiser's colour as it can be seen on either ground, #rrggbb. */
export interface Accent {
  onPaper: string
  onNight: string
}

/**
 * `colour` (#rrggbb), darkened for the paper and lightened for the night as far as it has to be to stand out; a colour
 * that does already is left as it is.
 */
export function accentOf(colour: string): Accent {
  return { onPaper: standingOut(colour, paper, 0), onNight: standingOut(colour, night, 255) }
}

/** Contrast of two colours (#rrggbb) by WCAG 2.2: 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** The smallest step from `colour` towards `end` (every channel 0 or 255) that is enough. */
function standingOut(colour: string, ground: string, end: 0 | 255): string {
  for (let percent = 0; percent < 100; percent++) {
    const mixed = hex(channels(colour).map((value) => value + ((end - value) * percent) / 100))
    if (contrast(mixed, ground) >= leastContrast) return mixed
  }
  return hex([end, end, end])
}

function luminance(colour: string): number {
  const [r, g, b] = channels(colour).map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const channels = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))

const hex = (values: readonly number[]) =>
  `#${values.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`
