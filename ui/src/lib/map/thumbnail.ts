type Place = readonly [lon: number, lat: number]

export interface Thumbnail {
  path: string
  start: readonly [x: number, y: number]
  finish: readonly [x: number, y: number]
}

/**
 * A course as an SVG path in a square of `size`, north up and undistorted, with `margin` left free all around.
 * Points nearer than half a unit to the last one are left out: nobody can see them.
 */
export function thumbnailOf(line: readonly Place[], size = 100, margin = 8): Thumbnail {
  const squeeze = Math.cos((line[0]![1] * Math.PI) / 180)
  const xs = line.map((p) => p[0] * squeeze)
  const ys = line.map((p) => -p[1])
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const scale = (size - 2 * margin) / Math.max(right - left, bottom - top, 1e-9)
  const place = (i: number): [number, number] => [
    round(size / 2 + (xs[i]! - (left + right) / 2) * scale),
    round(size / 2 + (ys[i]! - (top + bottom) / 2) * scale),
  ]
  let last = place(0)
  let path = `M${last.join(' ')}`
  for (let i = 1; i < line.length; i++) {
    const next = place(i)
    if (i < line.length - 1 && Math.hypot(next[0] - last[0], next[1] - last[1]) < 0.5) continue
    path += `L${next.join(' ')}`
    last = next
  }
  return { path, start: place(0), finish: last }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
