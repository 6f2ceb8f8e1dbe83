import { breakingIn, type Heard, hear, type NewsKind, ruleOf as newsRuleOf, nothingHeard } from './news.ts'
import { mostPages, type SceneName, type SceneRule, sceneRules } from './scenes.ts'
import type { Sight } from './sight.ts'

/** What is on the screen and why; the next one follows from it and from what there is to be seen. */
export interface Direction {
  scene: SceneName
  /** Since when and until when, epoch ms of the moment shown. */
  since: number
  until: number
  /** Of a list of pages: which is shown, counted from 0. */
  page: number
  /** What broke in, and about whom (competitor id). */
  news: NewsKind | null
  about: number | null
  memory: Memory
}

interface Memory {
  /** When the programme began, epoch ms. */
  begun: number
  /** When each scene was last shown, epoch ms. */
  shown: Readonly<Partial<Record<SceneName, number>>>
  /** The page that a list begins with when its turn comes. */
  firstPage: Readonly<Partial<Record<SceneName, number>>>
  heard: Heard
}

/** What has just lost its worth stays so long all the same, ms: a screen that blinks cannot be read. */
export const leastDwellMs = 4_000
/** For how long before the programme began a scene counts as not shown that never was, ms. */
const neverShownMs = 60_000

/**
 * What to show after `last`, given what there is to be seen. Depends on nothing else, so that the same race gives the same
 * programme. Null begins anew; so does a clock that goes back.
 */
export function direct(last: Direction | null, sight: Sight): Direction {
  const before = last && last.since <= sight.now ? last : null
  const heard = hear(before?.memory.heard ?? nothingHeard, sight)
  const memory: Memory = { begun: sight.now, shown: {}, firstPage: {}, ...before?.memory, heard }
  const usable = sceneRules.filter((rule) => worthOf(rule, sight) > 0)
  const parting = before ? left(before, memory, sight) : memory
  const news = breakingIn(heard, before, sight.now)
  if (news) {
    const { kind, about } = news
    const { scene, dwellMs } = newsRuleOf(kind)
    const waiting = heard.waiting.filter((other) => other !== news)
    const told = { ...parting, heard: { ...parting.heard, waiting } }
    return { ...shown(scene, dwellMs, told, sight), news: kind, about }
  }
  const rule = before && sceneRules.find(({ scene }) => scene === before.scene)!
  if (rule && goesOn(before, rule, usable, sight))
    return { ...before, page: pageOf(before, rule, sight), memory }
  return begin(next(before?.scene, memory, usable, sight), parting, sight)
}

function worthOf(rule: SceneRule, sight: Sight): number {
  if (!rule.phases.includes(sight.phase) || (sight.stale && !rule.still)) return 0
  return rule.worth(sight)
}

/** Whether what is shown stays: until its time is up, and longer if there is nothing else; unless it has lost its worth. */
function goesOn(last: Direction, rule: SceneRule, usable: readonly SceneRule[], sight: Sight): boolean {
  const { now, stale, phase } = sight
  if (!rule.phases.includes(phase)) return false
  const isNews = last.news !== null && !stale
  if (!usable.includes(rule) && !isNews) return now - last.since < leastDwellMs
  const isAlone = usable.every((other) => other === rule)
  const isHeld = last.news === null && rule.holds?.(sight) && now - last.since < rule.mostMs!
  return now < last.until || isHeld || (isAlone && rule.pages === undefined)
}

function pageOf({ scene, since, memory }: Direction, rule: SceneRule, sight: Sight): number {
  if (!rule.pages) return 0
  const turned = Math.floor((sight.now - since) / rule.dwellMs)
  return ((memory.firstPage[scene] ?? 0) + turned) % rule.pages(sight)
}

function begin(rule: SceneRule, memory: Memory, sight: Sight): Direction {
  const pages = rule.pages?.(sight) ?? 1
  const direction = shown(rule.scene, rule.dwellMs * Math.min(pages, mostPages), memory, sight)
  return { ...direction, page: (memory.firstPage[rule.scene] ?? 0) % pages }
}

function shown(scene: SceneName, dwellMs: number, memory: Memory, { now }: Sight): Direction {
  return { scene, since: now, until: now + dwellMs, page: 0, news: null, about: null, memory }
}

/** What is remembered of a scene that is left: when that was, and where its list goes on. */
function left({ scene, page, news, about }: Direction, memory: Memory, { now }: Sight): Memory {
  const { heard } = memory
  return {
    ...memory,
    ...(news && { heard: { ...heard, ended: { ...heard.ended, [news]: now } } }),
    // News of one person takes nobody else's turn.
    ...(about === null && { shown: { ...memory.shown, [scene]: now } }),
    firstPage: { ...memory.firstPage, [scene]: page + 1 },
  }
}

/**
 * The one that is worth most, by how long it has not been shown; never the same again while there is another. If nothing is
 * worth anything, the first that the phase has.
 */
function next(
  current: SceneName | undefined,
  memory: Memory,
  usable: readonly SceneRule[],
  sight: Sight,
): SceneRule {
  const others = usable.filter(({ scene }) => scene !== current)
  const choice = others.length > 0 ? others : usable
  const weight = (rule: SceneRule) => {
    const last = memory.shown[rule.scene] ?? memory.begun - neverShownMs
    return worthOf(rule, sight) * (sight.now - last)
  }
  const best = choice.reduce<SceneRule | undefined>(
    (most, rule) => (most && weight(most) >= weight(rule) ? most : rule),
    undefined,
  )
  return best ?? sceneRules.find(({ phases }) => phases.includes(sight.phase))!
}
