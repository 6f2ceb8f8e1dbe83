import type { SceneName } from './scenes.ts'
import type { Sight } from './sight.ts'

/** What may break in. */
export type NewsKind = 'winner' | 'placed' | 'firstOfCategory' | 'homeStraight' | 'burst'

export interface NewsRule {
  kind: NewsKind
  scene: SceneName
  /** How long what is shown has to have been there before it is cut, ms. */
  cutsAfterMs: number
  /** How long it stays, ms. */
  dwellMs: number
  /** How long it may wait for its turn, ms. */
  freshMs: number
  /** How long after another of its kind it comes at the earliest, ms: the race goes on meanwhile. */
  restMs: number
}

/** The more important first: none is cut by one below it. */
export const newsRules: readonly NewsRule[] = [
  { kind: 'winner', scene: 'finishers', cutsAfterMs: 1_000, dwellMs: 16_000, freshMs: 30_000, restMs: 0 },
  // The second and the third.
  { kind: 'placed', scene: 'finishers', cutsAfterMs: 6_000, dwellMs: 8_000, freshMs: 30_000, restMs: 0 },
  {
    ...{ kind: 'firstOfCategory', scene: 'finishers', cutsAfterMs: 6_000, dwellMs: 10_000 },
    ...{ freshMs: 30_000, restMs: 20_000 },
  },
  // The finish with a clock for who comes; a list of who is in would be empty.
  {
    kind: 'homeStraight',
    scene: 'arrivals',
    cutsAfterMs: 4_000,
    dwellMs: 40_000,
    freshMs: 10_000,
    restMs: 0,
  },
  { kind: 'burst', scene: 'finishLine', cutsAfterMs: 6_000, dwellMs: 14_000, freshMs: 10_000, restMs: 0 },
]
/** The last place of whom a name is news. */
const lastPlaced = 3

/** The leader is on the home straight with so much to go, ms. */
export const homeStraightMs = 25_000
/** A burst is so many finishers within so long, ms; and is not news again for as long as `restMs`. */
export const burst = { finishers: 5, withinMs: 15_000, restMs: 90_000 } as const

export interface News {
  kind: NewsKind
  /** Whom it is about, competitor id. */
  about: number | null
  /** When it was noticed, epoch ms of the moment shown. */
  at: number
}

export interface Heard {
  /** What has been news and when, by key: so that nothing is told twice. */
  told: Readonly<Record<string, number>>
  waiting: readonly News[]
  /** When news of a kind was last taken off the screen, epoch ms. */
  ended: Readonly<Partial<Record<NewsKind, number>>>
}

export const nothingHeard: Heard = { told: {}, waiting: [], ended: {} }

/** Takes in what is new at this moment, and lets go of what has waited too long. */
export function hear({ told, waiting, ended }: Heard, sight: Sight): Heard {
  const { now, phase, stale } = sight
  // Another round of the same race: all of it is news again.
  if (phase === 'scheduled') return nothingHeard
  if (phase !== 'running' || stale) return { told, waiting: [], ended }
  const news = newsIn(sight).filter(({ key, restMs }) => told[key] === undefined || now - told[key] >= restMs)
  const fresh = waiting.filter(({ kind, at }) => now - at <= ruleOf(kind).freshMs)
  return {
    told: news.length === 0 ? told : { ...told, ...Object.fromEntries(news.map(({ key }) => [key, now])) },
    waiting: [...fresh, ...news.map(({ kind, about }) => ({ kind, about, at: now }))],
    ended,
  }
}

interface Shown {
  scene: SceneName
  since: number
  until: number
  news: NewsKind | null
}

/** The most important of what may break in on what is shown, if anything is. */
export function breakingIn({ waiting, ended }: Heard, shown: Shown | null, now: number): News | null {
  const isTold = !shown || shown.news === null || now >= shown.until
  const rankNow = isTold ? newsRules.length : newsRules.findIndex(({ kind }) => kind === shown.news)
  for (const [rank, { kind: wanted, scene, cutsAfterMs, restMs }] of newsRules.entries()) {
    if (rank >= rankNow || (shown && now - shown.since < cutsAfterMs)) continue
    const rests = shown?.news === wanted || now - (ended[wanted] ?? Number.NEGATIVE_INFINITY) < restMs
    if (restMs > 0 && rests) continue
    // What is about nobody has nothing new to say where it is shown already, or where all who come in are told by name.
    const isShown = scene === shown?.scene || shown?.scene === 'finishers'
    const next = waiting.find(({ kind, about }) => kind === wanted && (about !== null || !isShown))
    if (next) return next
  }
  return null
}

export const ruleOf = (wanted: NewsKind) => newsRules.find(({ kind }) => kind === wanted)!

interface Candidate {
  kind: NewsKind
  about: number | null
  key: string
  restMs: number
}

function newsIn({ finishes, leaderToGoMs }: Sight): Candidate[] {
  const once = { restMs: Number.POSITIVE_INFINITY }
  const news: Candidate[] = []
  for (const { id, place, category, categoryPlace } of finishes) {
    if (place === 1) news.push({ kind: 'winner', about: id, key: 'winner', ...once })
    else if (place > 1 && place <= lastPlaced)
      news.push({ kind: 'placed', about: id, key: `place ${place}`, ...once })
    else if (category !== '' && categoryPlace === 1)
      news.push({ kind: 'firstOfCategory', about: id, key: `first of ${category}`, ...once })
  }
  if (leaderToGoMs !== null && leaderToGoMs <= homeStraightMs)
    news.push({ kind: 'homeStraight', about: null, key: 'home straight', ...once })
  const many = finishes.filter(({ agoMs }) => agoMs <= burst.withinMs).length >= burst.finishers
  if (many) news.push({ kind: 'burst', about: null, key: 'burst', restMs: burst.restMs })
  return news
}
