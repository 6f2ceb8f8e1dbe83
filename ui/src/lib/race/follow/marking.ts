import type { Label } from '../../map/labels.ts'
import type { Picture } from '../picture.ts'
import { letterOf } from './follow-list.ts'
import type { Follows } from './follows.svelte.ts'

/** How many of the leaders have their name at their dot. */
const namedLeaders = 10

/** Competitor id to the colour of its dot, 1..6, for the followed. */
export function markingOf(
  picture: Pick<Picture, 'board'> | null,
  follows: Pick<Follows, 'colourOf'>,
): Map<number, number> {
  const colours = new Map<number, number>()
  for (const { entry } of picture?.board ?? []) {
    const colour = follows.colourOf(entry.bib)
    if (colour >= 0) colours.set(entry.id, colour + 1)
  }
  return colours
}

/** The names on the map: the followed in the order of their letters, then the first who still run. */
export function labelsOf(
  picture: Pick<Picture, 'board' | 'onCourse'> | null,
  follows: Pick<Follows, 'colourOf'>,
): Label[] {
  if (!picture) return []
  const followed: Label[] = []
  for (const { entry } of picture.board) {
    const colour = follows.colourOf(entry.bib)
    if (colour < 0) continue
    followed.push({
      id: entry.id,
      text: entry.name || entry.bib,
      colour: colour + 1,
      letter: letterOf(colour),
    })
  }
  followed.sort((a, b) => a.colour - b.colour)
  const leaders: Label[] = []
  for (const { entry, position } of picture.onCourse.slice(0, namedLeaders)) {
    if (follows.colourOf(entry.bib) >= 0) continue
    leaders.push({ id: entry.id, text: entry.name || entry.bib, colour: 0, letter: String(position) })
  }
  return [...followed, ...leaders]
}
