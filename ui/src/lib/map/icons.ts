import type { Course } from '@racecast/courses'
import type { Map as MapLibre } from 'maplibre-gl'
import { type Flag, flagsOf } from './flags.ts'
import type { MapTheme } from './theme.ts'

const ratio = 2
const kmCm = 100_000

/**
 * Draws the map's signs with the page's own font and colours; called again when the theme changes. Their names begin with
 * "race-", since a base map may bring signs of its own.
 */
export function addIcons(map: MapLibre, theme: MapTheme, course: Course): void {
  // Of miles there are fewer.
  const most = Math.floor(course.lengthCm / kmCm)
  add(map, 'race-arrow', 12, 12, (c) => arrow(c, theme))
  for (const one of flagsOf(course)) add(map, `race-${one.kind}`, 30, 34, (c) => flag(c, theme, one))
  add(map, 'race-spot', 26, 34, (c) => pin(c, theme))
  for (const [i, { name }] of (course.waypoints ?? []).entries()) {
    const width = Math.ceil(widthOf(name)) + 14
    add(map, `race-waypoint-${i}`, width, 26, (c) => sign(c, theme, name, width))
  }
  for (let n = 1; n <= most; n++) {
    const width = n > 99 ? 30 : n > 9 ? 25 : 20
    add(map, `race-mark-${n}`, width, 20, (c) => plate(c, theme, String(n), width))
  }
}

/** Signs of places: nobody can read them all, but those there is room for. */
const signFont = '600 11px system-ui, sans-serif'

type Context = CanvasRenderingContext2D

function add(map: MapLibre, name: string, width: number, height: number, draw: (c: Context) => void): void {
  const canvas = document.createElement('canvas')
  canvas.width = width * ratio
  canvas.height = height * ratio
  const context = canvas.getContext('2d')!
  context.scale(ratio, ratio)
  draw(context)
  const image = context.getImageData(0, 0, canvas.width, canvas.height)
  if (map.hasImage(name)) map.updateImage(name, image)
  else map.addImage(name, image, { pixelRatio: ratio })
}

function arrow(c: Context, theme: MapTheme): void {
  c.strokeStyle = theme.courseArrow
  c.lineWidth = 1.6
  c.lineCap = 'round'
  c.lineJoin = 'round'
  c.beginPath()
  c.moveTo(4.5, 3)
  c.lineTo(7.5, 6)
  c.lineTo(4.5, 9)
  c.stroke()
}

/** A kilometre or mile: a small round plate, so that it is not taken for a runner. */
function plate(c: Context, theme: MapTheme, text: string, width: number): void {
  c.fillStyle = theme.sheet
  c.strokeStyle = theme.courseEdge
  c.lineWidth = 1.2
  c.beginPath()
  c.roundRect(1, 1, width - 2, 18, 9)
  c.fill()
  c.stroke()
  c.fillStyle = theme.ink
  c.font = '600 11px system-ui, sans-serif'
  c.textAlign = 'center'
  c.textBaseline = 'middle'
  c.fillText(text, width / 2, 10.5)
}

function widthOf(text: string): number {
  const context = document.createElement('canvas').getContext('2d')!
  context.font = signFont
  return context.measureText(text).width
}

/** A place beside the course: its name on a board that stands on a point. */
function sign(c: Context, theme: MapTheme, name: string, width: number): void {
  c.fillStyle = theme.sheet
  c.strokeStyle = theme.courseEdge
  c.lineWidth = 1.2
  c.lineJoin = 'round'
  c.beginPath()
  c.roundRect(1, 1, width - 2, 18, 4)
  c.fill()
  c.stroke()
  c.beginPath()
  c.moveTo(width / 2 - 4, 19)
  c.lineTo(width / 2, 25)
  c.lineTo(width / 2 + 4, 19)
  c.fill()
  c.stroke()
  c.fillRect(width / 2 - 3.6, 17, 7.2, 2)
  c.fillStyle = theme.ink
  c.font = signFont
  c.textAlign = 'center'
  c.textBaseline = 'middle'
  c.fillText(name, width / 2, 10.5)
}

/** A flag whose pole stands at 3 px from the side that it does not fly to: plain for the start, chequered for the finish. */
function flag(c: Context, theme: MapTheme, { kind, side }: Flag): void {
  const chequered = kind === 'finish'
  if (side === 'left') {
    c.translate(30, 0)
    c.scale(-1, 1)
  }
  c.strokeStyle = theme.sheet
  c.lineWidth = 5
  c.lineCap = 'round'
  c.strokeRect(3, 4, 22, 13)
  line(c, 3, 3, 3, 31)
  c.strokeStyle = theme.ink
  c.lineWidth = 2
  line(c, 3, 3, 3, 31)
  c.fillStyle = chequered ? theme.sheet : theme.ink
  c.fillRect(3, 4, 22, 13)
  if (chequered) {
    c.fillStyle = theme.ink
    const [w, h] = [22 / 4, 13 / 3]
    for (let x = 0; x < 4; x++) {
      for (let y = 0; y < 3; y++) if ((x + y) % 2 === 0) c.fillRect(3 + x * w, 4 + y * h, w, h)
    }
  }
  c.lineWidth = 1
  c.strokeRect(3.5, 4.5, 21, 12)
}

/** The viewer's own place: a pin with an eye, whose tip is at (13, 31). */
function pin(c: Context, theme: MapTheme): void {
  c.fillStyle = theme.ink
  c.strokeStyle = theme.sheet
  c.lineWidth = 2
  c.lineJoin = 'round'
  c.beginPath()
  c.arc(13, 13, 10, Math.PI * 0.84, Math.PI * 0.16)
  c.quadraticCurveTo(18.5, 24, 13, 31)
  c.quadraticCurveTo(7.5, 24, 3.8, 17.8)
  c.closePath()
  c.fill()
  c.stroke()
  c.fillStyle = theme.sheet
  c.beginPath()
  c.ellipse(13, 13, 6.4, 4.2, 0, 0, Math.PI * 2)
  c.fill()
  c.fillStyle = theme.ink
  c.beginPath()
  c.arc(13, 13, 2.4, 0, Math.PI * 2)
  c.fill()
}

function line(c: Context, x0: number, y0: number, x1: number, y1: number): void {
  c.beginPath()
  c.moveTo(x0, y0)
  c.lineTo(x1, y1)
  c.stroke()
}
