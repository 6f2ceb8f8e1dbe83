import type { DotColours, Rgb } from './dots/dots-layer.ts'

/** The map's colours, read from the page's tokens: there is one place for a colour, and it is CSS. */
export interface MapTheme {
  paper: string
  grid: string
  gridStrong: string
  fence: string
  fenceLine: string
  course: string
  courseEdge: string
  courseArrow: string
  green: string
  water: string
  road: string
  building: string
  ink: string
  sheet: string
  dots: DotColours
}

export function readTheme(element: Element): MapTheme {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    paper: token('map-paper'),
    grid: token('map-grid'),
    gridStrong: token('map-grid-strong'),
    fence: token('map-fence'),
    fenceLine: token('map-fence-line'),
    course: token('map-course'),
    courseEdge: token('map-course-edge'),
    courseArrow: token('map-course-arrow'),
    green: token('map-green'),
    water: token('map-water'),
    road: token('map-road'),
    building: token('map-building'),
    ink: token('ink'),
    sheet: token('sheet'),
    dots: {
      ink: rgbOf(token('map-dot')),
      edge: rgbOf(token('map-dot-edge')),
      follow: [0, 1, 2, 3, 4, 5].map((i) => rgbOf(token(`follow-${i}`))),
      ribbon: rgbOf(token('map-ribbon')),
      paper: rgbOf(token('map-paper')),
    },
  }
}

/** "#rrggbb", or "#rgb" as a minifier writes it, as three shares of 1. */
export function rgbOf(hex: string): Rgb {
  const digits = hex.slice(1)
  const full = digits.length === 3 ? [...digits].map((d) => d + d).join('') : digits
  const n = Number.parseInt(full, 16)
  return [(n >> 16) / 255, ((n >> 8) & 255) / 255, (n & 255) / 255]
}
