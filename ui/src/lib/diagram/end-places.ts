/**
 * Heights for labels at the ends of lines, px, so that none covers another: each as near as can be to where its line ends,
 * in the lines' own order.
 *
 * @param ends where the lines end, px
 * @param room height of a label
 */
export function endPlaces(ends: readonly number[], room: number, top: number, bottom: number): number[] {
  const order = ends.map((_, i) => i).sort((a, b) => ends[a]! - ends[b]! || a - b)
  const places = [...ends]
  let least = top
  for (const i of order) {
    places[i] = Math.max(ends[i]!, least)
    least = places[i]! + room
  }
  let most = bottom
  for (const i of order.reverse()) {
    places[i] = Math.min(places[i]!, most)
    most = places[i]! - room
  }
  return places
}
