import type { BoardRow } from '@racecast/gateway/protocol'
import type { Label } from '../../map/labels.ts'
import type { Picture } from '../picture.ts'
import { type FollowList, letterOf } from './follow-list.ts'

/** How many of the leaders have their name at their dot. */
const namedLeaders = 10
/** So many of them whoever was named before, and so many places behind them one that was named is so still. */
const surelyNamed = 6
const stillNamed = 3

/** Somebody who is followed; the colour is 0..5. */
export interface FollowedRow {
  row: BoardRow
  colour: number
}

/** Who of `board` is followed, in the board's order. Asked for by much that is shown: a field without any costs nothing. */
export function followedOn(board: readonly BoardRow[], list: FollowList): FollowedRow[] {
  if (list.length === 0) return []
  const followed: FollowedRow[] = []
  for (const row of board) {
    const colour = list.indexOf(row.entry.bib)
    if (colour >= 0) followed.push({ row, colour })
  }
  return followed
}

/**
 * Competitor id to the colour of its dot, 1..6, for the followed. Where nothing has changed it is `before` itself: for
 * another one all dots are made anew.
 */
export function markingOf(
  picture: Pick<Picture, 'board'> | null,
  list: FollowList,
  before: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> {
  const followed = followedOn(picture?.board ?? [], list)
  const isSame =
    followed.length === before.size &&
    followed.every(({ row, colour }) => before.get(row.entry.id) === colour + 1)
  return isSame ? before : new Map(followed.map(({ row, colour }) => [row.entry.id, colour + 1]))
}

/**
 * The names on the map: the followed in the order of their letters, then the first who still run with their positions, as
 * "#5": a number alone is that of a kilometre there.
 *
 * @param before what was named until now: who is among the first is so for a while, however often two of them change places
 * @param byBib with their bibs instead, all of them: whoever is called by the bib elsewhere reads any number before a name as one
 */
export function labelsOf(
  picture: Pick<Picture, 'board' | 'onCourse'> | null,
  list: FollowList,
  before: readonly Pick<Label, 'id'>[] = [],
  byBib = false,
): Label[] {
  if (!picture) return []
  const followed = followedOn(picture.board, list)
    .sort((a, b) => a.colour - b.colour)
    .map(({ row: { entry }, colour }) => ({
      id: entry.id,
      text: entry.name || entry.bib,
      colour: colour + 1,
      letter: byBib ? bibBefore(entry) : letterOf(colour),
    }))
  const leaders: Label[] = []
  for (const { entry, position } of firstOf(picture.onCourse, new Set(before.map(({ id }) => id)))) {
    if (list.includes(entry.bib)) continue
    const letter = byBib ? bibBefore(entry) : `#${position}`
    leaders.push({ id: entry.id, text: entry.name || entry.bib, colour: 0, letter })
  }
  return [...followed, ...leaders]
}

/** The first, in their order; at the end of them who was among them before and is not yet far behind. */
function firstOf(onCourse: readonly BoardRow[], before: ReadonlySet<number>): BoardRow[] {
  const rank = ({ entry }: BoardRow, i: number) => (i < surelyNamed ? 0 : before.has(entry.id) ? 1 : 2)
  return onCourse
    .slice(0, namedLeaders + stillNamed)
    .map((row, i) => ({ row, i, rank: rank(row, i) }))
    .sort((a, b) => a.rank - b.rank || a.i - b.i)
    .slice(0, namedLeaders)
    .sort((a, b) => a.i - b.i)
    .map(({ row }) => row)
}

/** Who has no name is called by the bib already. */
const bibBefore = ({ bib, name }: BoardRow['entry']): string => (name ? bib : '')
