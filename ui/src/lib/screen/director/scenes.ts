import type { Phase } from '../../race/clock/playout-clock.ts'
import type { Sight } from './sight.ts'

/** What the big screen can show. */
export type SceneName =
  | 'countdown'
  | 'startList'
  | 'leader'
  | 'battle'
  | 'field'
  | 'standings'
  | 'fence'
  | 'arrivals'
  | 'finishLine'
  | 'finishers'
  | 'podium'
  | 'results'

export interface SceneRule {
  scene: SceneName
  phases: readonly Phase[]
  /** Of use while nothing moves and the picture grows old. */
  still: boolean
  /** How long it stays, ms; of a list of pages how long each does. */
  dwellMs: number
  /** How much it is worth now; 0: there is nothing to be seen. What is worth more comes sooner, and so more often. */
  worth(sight: Sight): number
  /** Whether it stays beyond that, until `mostMs` after it began. */
  holds?(sight: Sight): boolean
  mostMs?: number
  /** How many pages there are, of which `mostPages` are shown at a time. */
  pages?(sight: Sight): number
}

/** Lines on a page of a list. */
export const linesOnPage = 20
/** How many pages are turned before something else is shown. */
export const mostPages = 4
/** How soon nobody is led away from the countdown any more, ms. */
const lastMinuteMs = 60_000

const pagesOf = (lines: number) => Math.max(1, Math.ceil(lines / linesOnPage))
const running: readonly Phase[] = ['running']

/** Of two that are worth the same, the upper one comes first. */
export const sceneRules: readonly SceneRule[] = [
  {
    ...{ scene: 'countdown', phases: ['scheduled'], still: true, dwellMs: 20_000 },
    worth: () => 1,
  },
  {
    ...{ scene: 'startList', phases: ['scheduled'], still: true, dwellMs: 10_000 },
    worth: ({ entered, untilGunMs }) => (entered > 0 && untilGunMs > lastMinuteMs ? 0.5 : 0),
    pages: ({ entered }) => pagesOf(entered),
  },
  {
    ...{ scene: 'field', phases: ['running', 'paused'], still: true, dwellMs: 14_000 },
    worth: () => 0.7,
  },
  {
    ...{ scene: 'leader', phases: running, still: false, dwellMs: 14_000 },
    worth: ({ finished, onCourse, apart }) => (finished === 0 && onCourse > 0 && apart ? 1 : 0),
  },
  {
    ...{ scene: 'battle', phases: running, still: false, dwellMs: 16_000 },
    worth: ({ battle }) => (battle === null ? 0 : battle.ahead.position === 1 ? 1.4 : 0.9),
  },
  {
    ...{ scene: 'standings', phases: ['running', 'paused'], still: true, dwellMs: 12_000 },
    worth: ({ entered, apart }) => (entered > 0 && apart ? 0.6 : 0),
  },
  {
    ...{ scene: 'fence', phases: running, still: false, dwellMs: 10_000 },
    worth: ({ inFence }) => (inFence > 0 ? 0.5 : 0),
  },
  {
    ...{ scene: 'arrivals', phases: running, still: false, dwellMs: 14_000 },
    worth: ({ arriving }) => (arriving > 0 ? 1.1 : 0),
  },
  {
    ...{ scene: 'finishLine', phases: running, still: false, dwellMs: 14_000 },
    worth: ({ finished, arriving }) => (finished > 0 && arriving > 0 ? 0.9 : 0),
  },
  {
    ...{ scene: 'finishers', phases: running, still: true, dwellMs: 10_000, mostMs: 60_000 },
    // The more names wait, the sooner they have their turn: nobody's is left out. Without one it is of use while nobody comes.
    worth: ({ finished, unnamed, arriving }) =>
      unnamed > 0 ? 0.8 + unnamed / 20 : finished > 0 && arriving === 0 ? 0.3 : 0,
    holds: ({ unnamed }) => unnamed > 0,
  },
  {
    ...{ scene: 'podium', phases: ['finished'], still: true, dwellMs: 14_000 },
    worth: ({ finished }) => (finished > 0 ? 1 : 0),
  },
  {
    ...{ scene: 'results', phases: ['finished'], still: true, dwellMs: 10_000 },
    worth: () => 1,
    pages: ({ finished }) => pagesOf(finished),
  },
]
