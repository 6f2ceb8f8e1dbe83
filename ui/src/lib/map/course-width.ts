/** Width of the course with its edges at zoom 11 and 18, px. */
export const courseEdge = [6, 17] as const

/** How wide the course is drawn at a zoom, px. */
export function courseWidth(zoom: number): number {
  const [small, large] = courseEdge
  const middle = (small + large) / 2
  const share = Math.min(Math.max(zoom < 15 ? (zoom - 11) / 4 : (zoom - 15) / 3, 0), 1)
  return zoom < 15 ? small + (middle - small) * share : middle + (large - middle) * share
}
