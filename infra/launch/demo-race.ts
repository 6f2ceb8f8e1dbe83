import { setTimeout as wait } from 'node:timers/promises'

/** The race that a data directory begins with: a hundred runners on the course of the original demo. */
const demo = { course: 'crystal', name: 'Demo race', competitors: 100 }
const demoSlug = /^demo(-\d+)?$/
const over = ['finished', 'official']

/**
 * A generator that stands by until another's lease has run out says so by 503, and one that has just started does not know
 * yet whose race has ended meanwhile: how often it is asked again, ms.
 */
const lookEvery = 250
const tries = 120

export interface ListedRace {
  slug: string
  name: string
  status: string
  /** Left out where it is public. */
  visibility?: 'public' | 'private'
}

interface Places {
  /** The generator knows every race at once; the gateway only what the store shows already. */
  generator: string
  gateway: string
  token: string
}

/**
 * What there is to look at: the public race that runs or is to come; a new demo where there are none but demos that are
 * over; otherwise null, since somebody's races are not to be mixed with ours. A private race is no address to hand out:
 * without a key its page says that there is no such race.
 */
export function raceToWatch(races: readonly ListedRace[]): { slug: string } | { newSlug: string } | null {
  const [live] = races
    .filter(({ status, visibility }) => !over.includes(status) && visibility !== 'private')
    .sort(soonest)
  if (live) return { slug: live.slug }
  if (races.some(({ slug, name }) => name !== demo.name || !demoSlug.test(slug))) return null
  const taken = new Set(races.map(({ slug }) => slug))
  for (let n = 1; ; n++) {
    const slug = n === 1 ? 'demo' : `demo-${n}`
    if (!taken.has(slug)) return { newSlug: slug }
  }
}

/** Those under way before those to come; otherwise as they are listed, newest first. */
const soonest = (a: ListedRace, b: ListedRace) =>
  Number(a.status === 'scheduled') - Number(b.status === 'scheduled')

/** Resolves to the slug of the race to look at, made if need be; null where none is. */
export async function ensureRaceToWatch({ generator, gateway, token }: Places): Promise<string | null> {
  for (let left = tries; ; left--) {
    const { caughtUp } = (await read(await fetch(`${generator}/healthz`))) as { caughtUp: boolean }
    if (!caughtUp && left > 0) {
      await wait(lookEvery)
      continue
    }
    const races = (await read(await fetch(`${generator}/races`))) as ListedRace[]
    const watch = raceToWatch(races)
    if (!watch) return null
    if ('slug' in watch) return watch.slug
    const made = await fetch(`${gateway}/api/races`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ ...demo, slug: watch.newSlug }),
    })
    if (made.status !== 503 || left === 0) return ((await read(made)) as { slug: string }).slug
    await wait(lookEvery)
  }
}

async function read(response: Response): Promise<unknown> {
  if (response.ok) return response.json()
  throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`)
}
