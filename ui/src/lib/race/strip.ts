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

/** @param apart how near two marks of one level may be, in hundredths of the strip */
export function stripMarks<T>(
  marks: readonly { cm: number; of: T }[],
  lengthCm: number,
  apart: number,
): StripMark<T>[] {
  const ends: number[] = []
  return marks
    .map(({ cm, of }) => ({ at: (cm / lengthCm) * 100, of }))
    .sort((a, b) => a.at - b.at)
    .map(({ at, of }) => {
      let level = ends.findIndex((end) => at - end >= apart)
      if (level < 0) level = ends.length
      ends[level] = at
      return { at: round(at), level, of }
    })
}
