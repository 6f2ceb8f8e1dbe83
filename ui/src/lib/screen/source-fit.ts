import { linesOnPage } from './director/scenes.ts'
import type { FixedScene } from './parameters.ts'

/** A source of a broadcast that is smaller is not the whole picture, but cut to one piece of it, CSS px. */
const leastPicture = { width: 640, height: 360 } as const

/** The room that a piece needs with all of its parts and a rim around it, rem; and how small a rem may become for that, CSS px. */
interface Need {
  width: number
  height: number
  /** Below it parts are left out instead: they are named where they are laid out. */
  leastRem: number
}

/** Of a list: rim, signs, title; and each of its lines. */
const list = { width: 48, height: 13, leastRem: 6 } as const
const lineHeight = 4.2
/** What fills a whole picture, in two columns; where a rem would be smaller than its least, there is one column, which is a list. */
const pageNeed: Need = { width: 110, height: 60, leastRem: 5.4 }
/** How many lines such a list has room for where it fills its source. */
const linesInList = 7

const needs: Readonly<Record<FixedScene, Need>> = {
  map: { width: 60, height: 34, leastRem: 6 },
  tower: list,
  clock: { width: 33, height: 13, leastRem: 0 },
  gap: { width: 62, height: 16, leastRem: 3.5 },
  arrivals: list,
  finishers: list,
  'lower-third': { width: 48, height: 17, leastRem: 4 },
  leader: { ...list, height: 35 },
  fence: list,
  'finish-line': list,
  podium: pageNeed,
  results: pageNeed,
  'start-list': pageNeed,
}
const paged: ReadonlySet<FixedScene> = new Set(['podium', 'results', 'start-list'])
/** Whose height grows with the lines that are asked for. */
const listed: ReadonlySet<FixedScene> = new Set([
  ...(['tower', 'arrivals', 'finishers', 'fence', 'finish-line'] as const),
])

/**
 * How large a rem is in a source that is cut to one piece, CSS px; null in one that is the whole picture, where pieces have the
 * size and place that they have on every other.
 *
 * @param lines how many lines a list is to have
 */
export function remOf(
  scene: FixedScene,
  source: { width: number; height: number },
  lines: number,
): number | null {
  if (source.width >= leastPicture.width && source.height >= leastPicture.height) return null
  const { width, height, leastRem } = roomFor(scene, source)
  const wanted = height + (listed.has(scene) ? lines * lineHeight : 0)
  return Math.max(leastRem, Math.min(source.width / width, source.height / wanted))
}

/** How a page of a long list is laid out. */
export interface PageFit {
  columns: 1 | 2
  linesInColumn: number
}

/** A page on a whole picture. */
export const wholePage: PageFit = { columns: 2, linesInColumn: linesOnPage / 2 }

/** The page for `scene` in a source where a rem is `rem` CSS px, of `remOf`. */
export function pageFitOf(
  scene: FixedScene,
  source: { width: number; height: number },
  rem: number | null,
): PageFit {
  if (rem === null || roomFor(scene, source) === pageNeed) return wholePage
  const lines = Math.floor((source.height / rem - list.height) / lineHeight)
  return { columns: 1, linesInColumn: Math.min(Math.max(1, lines), linesOnPage) }
}

function roomFor(scene: FixedScene, source: { width: number; height: number }): Need {
  const need = needs[scene]
  if (!paged.has(scene)) return need
  const { width, height, leastRem } = need
  if (Math.min(source.width / width, source.height / height) >= leastRem) return need
  return { ...list, height: list.height + linesInList * lineHeight }
}
