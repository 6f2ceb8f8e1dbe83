import { getSite, type Site } from '../api/site.ts'
import type { RaceMap } from '../map/race-map.ts'
import type { Picture } from '../race/picture.ts'
import { RaceScreen } from '../race/race-screen.svelte.ts'
import { type Arrival, arrivalsAt } from '../race/spot/arrivals.ts'
import { type Battle, battleOf, between } from './director/battle.ts'
import { type Direction, direct } from './director/director.ts'
import { sightOf } from './director/sight.ts'
import { type Oldness, oldnessOf } from './oldness.ts'
import type { Wish } from './parameters.ts'
import { pairOf } from './subjects.ts'

/** How far ahead arrivals at the finish are looked for, ms, and how many are told. */
const arrivals = { withinMs: 120_000, most: 12 }
/** How long a screen that was sent away waits before it begins anew, ms. */
const comeBackMs = 10_000

/** A screen that nobody touches: what it shows, and how it comes back from everything. */
export class Wall {
  readonly slug: string
  readonly wish: Wish
  screen: RaceScreen = $state.raw(new RaceScreen(''))
  site = $state.raw<Site | null>(null)
  direction = $state.raw<Direction | null>(null)
  battle = $state.raw<Battle | null>(null)
  /** The bibs of the battle, in the order of their letters. */
  pair = $state.raw<readonly [string, string] | null>(null)
  arrivals = $state.raw<Arrival[]>([])
  /** While there is one: for tests, and for who moves it. */
  raceMap = $state.raw<RaceMap | null>(null)
  /** Of when the picture is; null while it is current. */
  oldness = $state.raw<Oldness | null>(null)
  /** One that takes over as soon as it has something to show. */
  #fresh: RaceScreen | null = null
  #watch: ReturnType<typeof setInterval> | null = null

  constructor(slug: string, wish: Wish) {
    this.slug = slug
    this.wish = wish
  }

  open(): void {
    this.#begin()
    this.#ask()
    this.#watch = setInterval(() => this.#look(), comeBackMs)
  }

  close(): void {
    if (this.#watch) clearInterval(this.#watch)
    this.#fresh?.close()
    this.screen.close()
  }

  resume(): void {
    this.screen.resume()
  }

  /** Takes in a picture of the race: once a second. */
  see(picture: Picture): void {
    const { follower, course, lateness } = this.screen
    if (!follower?.state || !course) return
    const { facts } = follower.state
    const stale = lateness.troubled && picture.phase !== 'finished'
    this.oldness = stale ? oldnessOf(picture, follower.feed.serverNow()) : null
    this.battle = this.#chosenBattle(picture) ?? battleOf(picture.onCourse, this.battle)
    this.pair = pairOf(this.battle, this.pair)
    this.arrivals = arrivalsAt(picture, facts, course, [course.lengthCm], arrivals)
    const sight = sightOf(picture, { battle: this.battle, arriving: this.arrivals.length, stale })
    this.direction = direct(this.direction, sight)
  }

  /** What was refused, or is not there, may be there later: the race, the key, the server of a new version. */
  #look(): void {
    const { trouble } = this.#fresh ?? this.screen
    if (trouble && trouble.kind !== 'unreachable') this.#begin()
    if (this.site === null) this.#ask()
  }

  #begin(): void {
    const fresh = new RaceScreen(this.slug, { delayMs: this.wish.delayMs })
    this.#fresh?.close()
    this.#fresh = fresh
    const takeOver = () => {
      fresh.onTick = () => {}
      this.screen.close()
      this.screen = fresh
      this.#fresh = null
    }
    // What is shown stays, and says how old it is, until there is something newer.
    if (this.screen.picture) fresh.onTick = takeOver
    else takeOver()
    void fresh.open()
  }

  #ask(): void {
    getSite().then(
      (site) => {
        this.site = site
      },
      // A screen goes on without it: it only says less, and asks again.
      () => {},
    )
  }

  /** The two that the address names. */
  #chosenBattle({ board }: Picture): Battle | null {
    const [one, other] = this.wish.bibs.map((bib) => board.find(({ entry }) => entry.bib === bib))
    return one && other ? between(one, other) : null
  }
}
