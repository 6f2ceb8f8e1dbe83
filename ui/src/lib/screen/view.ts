import type { SceneName } from './director/scenes.ts'
import type { FixedScene } from './parameters.ts'

/** What a screen shows: a scene of the programme, or what only the address asks for. */
export type View = SceneName | 'clock' | 'lowerThird'

/** How many lines a list has where the address asks for no number. */
export const usualRows = 10

/** What each scene of the address shows where it has the screen to itself. */
export const viewOf: Readonly<Record<FixedScene, View>> = {
  map: 'field',
  tower: 'standings',
  clock: 'clock',
  gap: 'battle',
  arrivals: 'arrivals',
  finishers: 'finishers',
  'lower-third': 'lowerThird',
  leader: 'leader',
  fence: 'fence',
  'finish-line': 'finishLine',
  podium: 'podium',
  results: 'results',
  'start-list': 'startList',
}

/** The same as an overlay, where there is no page to fill. */
export const overlayViewOf: Readonly<Record<FixedScene, View>> = {
  ...viewOf,
  tower: 'field',
  finishers: 'finishLine',
}

/** Views that leave the map bare on the right, for what is in a panel on the left. */
const besideMap: ReadonlySet<View> = new Set([
  ...(['countdown', 'leader', 'field', 'fence', 'arrivals', 'finishLine'] as const),
])

/** Where the view is on the screen: beside the map, below it, or over all of it. */
export function layoutOf(view: View): 'panel' | 'strip' | 'page' {
  if (besideMap.has(view)) return 'panel'
  return view === 'battle' || view === 'lowerThird' ? 'strip' : 'page'
}
