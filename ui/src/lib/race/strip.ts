import type { BoardRow } from '@racecast/gateway/protocol'

/** Into how many pieces the course is cut: as many as a phone has room for. */
const pieces = 120

/**
 * The field on one line from start to finish, as a shape for an SVG of 0..100 by 0..1, its ground at 1: as high as many
 * are there. By the root, so that one runner alone is still seen beside a crowd.
 */
export function stripPath(rows: readonly Pick<BoardRow, 'cm'>[], lengthCm: number): string {
  const counts = new Float64Array(pieces)
  for (const { cm } of rows) {
    const piece = Math.min(pieces - 1, Math.floor((cm / lengthCm) * pieces))
    counts[piece]!++
  }
  const most = Math.max(...counts)
  if (most === 0) return ''
  const width = 100 / pieces
  const parts: string[] = []
  counts.forEach((count, i) => {
    if (count === 0) return
    const height = Math.sqrt(count / most)
    const x = round(i * width)
    parts.push(`M${x} 1V${round(1 - height)}h${round(width * 0.8)}V1z`)
  })
  return parts.join('')
}

const round = (value: number) => Number(value.toFixed(3))

/** A mark on the strip: where, 0..100, and on which level above the line so that neighbours do not cover it. */
export interface StripMark<T> {
  at: number
  level: number
  of: T
}

/** More levels than this would take the map's height on a phone. */
const fewLevels = 3

/**
 * Where more than a few are at one place, as six are who start together, they stand in pairs, each half a mark off its place.
 *
 * @param apart how near two marks of one level may be, in hundredths of the strip
 */
export function stripMarks<T>(
  marks: readonly { cm: number; of: T }[],
  lengthCm: number,
  apart: number,
): StripMark<T>[] {
  const places = marks.map(({ cm, of }) => ({ at: (cm / lengthCm) * 100, of })).sort((a, b) => a.at - b.at)
  const stacked = onLevels(places, apart)
  if (stacked.every(({ level }) => level < fewLevels)) return stacked
  const near = (one: number, other: number) =>
    places[one] !== undefined && places[other] !== undefined && places[other].at - places[one].at < apart
  const half = apart / 2
  const paired = places.map(({ at, of }, i) => {
    if (!near(i - 1, i) && !near(i, i + 1)) return { at, of }
    // Both stay on the strip.
    const middle = Math.min(Math.max(at, half), 100 - half)
    return { at: middle + (i % 2 === 0 ? -half : half), of }
  })
  return onLevels(
    paired.sort((a, b) => a.at - b.at),
    apart,
  )
}

/** Each on the lowest level on which it has room beside those before it. */
function onLevels<T>(places: readonly { at: number; of: T }[], apart: number): StripMark<T>[] {
  const ends: number[] = []
  return places.map(({ at, of }) => {
    // By the thousandth that places are rounded to: pairs are exactly so far apart.
    let level = ends.findIndex((end) => at - end >= apart - 0.001)
    if (level < 0) level = ends.length
    ends[level] = at
    return { at: round(at), level, of }
  })
}
