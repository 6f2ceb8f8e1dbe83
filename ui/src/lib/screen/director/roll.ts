/** Who has come in, by name: page after page, so that nobody is left out however many come at once. */
export interface Roll {
  /** Competitor ids of the page that is shown, in the order in which they came in; empty while none is. */
  page: readonly number[]
  /** Since when, epoch ms of the moment shown. */
  since: number
  /** How many have not been on a page yet. */
  waiting: number
  /** Who has been on a page, or needs no more. */
  named: ReadonlySet<number>
}

export const rollRules = {
  /** How many names a page has at most. */
  most: 20,
  /** How long it stays at least, ms; and while more than another page waits. */
  pageMs: 6_000,
  hurriedMs: 4_000,
  /** Who came in so long before the roll began has no turn, ms. */
  freshMs: 30_000,
} as const

export interface Arrived {
  id: number
  /** How long ago, ms of race time. */
  agoMs: number
}

export interface RollSight {
  /** The moment shown, epoch ms. */
  now: number
  /** Everybody who is in, the first first. */
  arrived: readonly Arrived[]
  /** Whether the roll is on the screen. */
  isShown: boolean
  /** Who is told of in another way, competitor id, or null. */
  about: number | null
}

/**
 * The roll at a moment. A page that is cut off before it could be read has its turn again. Null begins anew; so does a race in
 * which nobody is in, and a clock that goes back.
 */
export function roll(before: Roll | null, { now, arrived, isShown, about }: RollSight): Roll {
  const isSameRace = before && arrived.length > 0 && before.since <= now
  const last = isSameRace ? before : { page: [], since: now, waiting: 0, named: namedBefore(arrived) }
  const { named } = last
  if (!isShown) return put(last, now, about, arrived)
  const waiting = arrived.filter(({ id }) => !named.has(id)).map(({ id }) => id)
  const leastMs = waiting.length > rollRules.most ? rollRules.hurriedMs : rollRules.pageMs
  const stays = last.page.length > 0 && (waiting.length === 0 || now - last.since < leastMs)
  if (stays) return { ...last, waiting: waiting.length }
  const page = waiting.slice(0, rollRules.most)
  return { page, since: now, waiting: waiting.length - page.length, named: new Set([...named, ...page]) }
}

function namedBefore(arrived: readonly Arrived[]): Set<number> {
  return new Set(arrived.filter(({ agoMs }) => agoMs > rollRules.freshMs).map(({ id }) => id))
}

/** Takes the page off the screen. */
function put(last: Roll, now: number, about: number | null, arrived: readonly Arrived[]): Roll {
  const unread = now - last.since < rollRules.hurriedMs ? last.page : []
  let { named } = last
  if (unread.length > 0 || (about !== null && !named.has(about))) {
    const changed = new Set(named)
    for (const id of unread) changed.delete(id)
    if (about !== null) changed.add(about)
    named = changed
  }
  const waiting = arrived.reduce((sum, { id }) => sum + (named.has(id) ? 0 : 1), 0)
  return { page: [], since: last.page.length > 0 ? now : last.since, waiting, named }
}
