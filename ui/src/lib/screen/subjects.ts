import type { Picture } from '../race/picture.ts'
import type { Battle } from './director/battle.ts'
import type { Direction } from './director/director.ts'
import type { View } from './view.ts'

interface Chosen {
  wish: { bibs: readonly string[] }
  direction: Pick<Direction, 'about'> | null
}

/** Whom `view` is about, competitor id; null where it is about all. */
export function aboutWhom(view: View, picture: Picture, { wish, direction }: Chosen): number | null {
  if (view === 'leader') return picture.onCourse[0]?.entry.id ?? null
  if (view === 'finishers') return direction?.about ?? null
  if (view !== 'lowerThird') return null
  return picture.board.find(({ entry }) => entry.bib === wish.bibs[0])?.entry.id ?? null
}

/**
 * The bibs that have a colour and a letter in `view`, in the order of the letters: of a battle the two, each with the same
 * letter for as long as it lasts, whoever is ahead.
 */
export function markedBibs(
  view: View,
  { board }: Picture,
  about: number | null,
  pair: readonly [string, string] | null,
): readonly string[] {
  if (view === 'battle') return pair ?? []
  if (view !== 'leader' && view !== 'lowerThird') return []
  const row = board.find(({ entry }) => entry.id === about)
  return row ? [row.entry.bib] : []
}

/** The two of a battle in the order of `before` if they are the same two, else the one ahead first. */
export function pairOf(
  battle: Battle | null,
  before: readonly [string, string] | null,
): readonly [string, string] | null {
  if (!battle) return null
  const [ahead, behind] = [battle.ahead.entry.bib, battle.behind.entry.bib]
  return before?.[0] === behind && before[1] === ahead ? before : [ahead, behind]
}
