import type { Course } from '@racecast/courses'
import { type BoardRow, raceTimeAt } from '@racecast/gateway/protocol'
import { getSite, type Site } from '../api/site.ts'
import type { RaceMap } from '../map/race-map.ts'
import { phaseAt } from '../race/clock/playout-clock.ts'
import { isOver, type Picture } from '../race/picture.ts'
import { RaceScreen } from '../race/race-screen.svelte.ts'
import { type Arrival, arrivalsAt } from '../race/spot/arrivals.ts'
import { type Battle, battleOf, between, type Outcome, outcomeOf } from './director/battle.ts'
import { type Direction, direct } from './director/director.ts'
import { type Roll, roll } from './director/roll.ts'
import { sightOf } from './director/sight.ts'
import { type GapHistory, remember, type Trend, trendOf } from './director/trend.ts'
import { type Oldness, oldnessOf } from './oldness.ts'
import { type Complaint, pastTheEnd, type Wish } from './parameters.ts'
import { type Station, stationOf } from './station.ts'
import { pairOf } from './subjects.ts'
import { viewOf } from './view.ts'

/** How far ahead arrivals are looked for, ms, and how many are told. */
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
  /** How it went between the two that the address names, once both are in. */
  outcome = $state.raw<Outcome | null>(null)
  /** How its gap changes; null while that is not known. */
  trend = $state.raw<Trend | null>(null)
  /** The bibs of the battle, in the order of their letters. */
  pair = $state.raw<readonly [string, string] | null>(null)
  /** Who has come in, by name. */
  roll = $state.raw<Roll | null>(null)
  arrivals = $state.raw<Arrival[]>([])
  /** Where they arrive; null while the course is not known. */
  station = $state.raw<Station | null>(null)
  /** What of the address was not understood. */
  complaints = $state.raw<readonly Complaint[]>([])
  /** While there is one: for tests, and for who moves it. */
  raceMap = $state.raw<RaceMap | null>(null)
  /** Of when the picture is; null while it is current. */
  oldness = $state.raw<Oldness | null>(null)
  /** One that takes over as soon as it has something to show. */
  #fresh: RaceScreen | null = null
  #watch: ReturnType<typeof setInterval> | null = null
  #gaps: GapHistory | null = null
  /** Since when the picture is not current, epoch ms; null while it is. */
  #lostAt: number | null = null

  constructor(slug: string, wish: Wish) {
    this.slug = slug
    this.wish = wish
    this.complaints = wish.complaints
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

  /** What a clock says before the first picture, which may be held back: the gun and the pauses are known long before. */
  earlyMoment(): Pick<Picture, 'race' | 'raceMs' | 'phase'> | null {
    const { summary: race, follower } = this.screen
    if (!race || !follower) return null
    const wallMs = follower.clock.wallMs(race)
    return { race, raceMs: raceTimeAt(race, wallMs), phase: phaseAt(race, wallMs) }
  }

  /** The one of the two that the address names whom `picture` does not have; null where that is neither. */
  unknownBib({ board }: Picture): string | null {
    return this.wish.bibs.find((bib) => !board.some(({ entry }) => entry.bib === bib)) ?? null
  }

  /** Takes in a picture of the race: once a second. */
  see(picture: Picture): void {
    const { follower, course, lateness } = this.screen
    if (!follower?.state || !course) return
    const { facts } = follower.state
    const now = follower.feed.serverNow()
    this.#lostAt = lateness.troubled ? (this.#lostAt ?? now) : null
    this.oldness = this.#lostAt === null ? null : oldnessOf(picture, now, this.#lostAt)
    const stale = lateness.troubled
    const isChosen = this.wish.bibs.length === 2
    const chosen = isChosen ? this.#chosen(picture) : null
    this.battle = isChosen ? chosen && between(...chosen) : battleOf(picture.onCourse, this.battle)
    this.outcome = chosen && outcomeOf(...chosen)
    this.#gaps = remember(this.#gaps, this.battle, picture.raceMs)
    this.trend = trendOf(this.#gaps)
    this.pair = pairOf(this.battle, this.pair)
    this.station ??= this.#stand(course)
    this.arrivals = isOver(picture) ? [] : arrivalsAt(picture, facts, course, this.station.passes, arrivals)
    const [arriving, unnamed] = [this.arrivals.length, this.roll?.waiting ?? 0]
    this.direction = direct(
      this.direction,
      sightOf(picture, { battle: this.battle, arriving, unnamed, stale }),
    )
    this.roll = this.#call(picture, this.direction)
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
    // What is shown stays, and says how old it is, until there is something newer. So does what has become of the race.
    const { picture, trouble } = this.screen
    if (picture || trouble?.kind === 'deleted' || trouble?.kind === 'private') fresh.onTick = takeOver
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

  /** Goes on with the names of who has come in, where they are shown. */
  #call({ wallMs, raceMs, finishers }: Picture, { scene, news, about }: Direction): Roll {
    const isOn = this.wish.scene ? viewOf[this.wish.scene] === 'finishers' : scene === 'finishers'
    const isNews = isOn && scene === 'finishers' && news !== null
    const arrived = finishers.map(({ row, at }) => ({ id: row.entry.id, agoMs: raceMs - at })).reverse()
    return roll(this.roll, { now: wallMs, arrived, isShown: isOn && !isNews, about: isNews ? about : null })
  }

  #stand(course: Course): Station {
    this.complaints = [...this.wish.complaints, ...pastTheEnd(this.wish, course.lengthCm)]
    return stationOf(course, this.wish.atCm)
  }

  /** The two that the address names. */
  #chosen({ board }: Picture): [BoardRow, BoardRow] | null {
    const [one, other] = this.wish.bibs.map((bib) => board.find(({ entry }) => entry.bib === bib))
    return one && other ? [one, other] : null
  }
}
