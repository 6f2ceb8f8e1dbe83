import { type BoardRow, shownTimeMs, waveGunMs } from '@racecast/gateway/protocol'
import { distance, mark } from '../format/measure.ts'
import { age, spokenTime } from '../format/time.ts'
import { unitCm } from '../format/units.ts'
import { nameOf } from '../words/name.ts'
import { say } from '../words/say.ts'
import type { FollowList } from './follow/follow-list.ts'
import { followedOn } from './follow/marking.ts'
import { passedByRow } from './follow/passed-at.ts'
import type { Picture } from './picture.ts'

/** At most one sentence in this time, ms of the moments shown: each can be heard to its end. */
const everyMs = 10_000
/** What could not be said within this time is no news any more, ms. */
const staleMs = 30_000
/** A step between two pictures that is longer, or goes back, is a leap to another moment, ms. */
const leapMs = 15_000
/** Places change with every breath at first: they are told from here on, cm. */
const settledCm = 50_000

/** What is told first, where much happens at once: the followed, then who wins, then the race. */
type Rank = 0 | 1 | 2 | 3

interface News {
  /** What it is about: newer news of the same replaces it. */
  about: string
  rank: Rank
  at: number
  text: string
  onTold(): void
}

/** What was known of somebody at the picture before. */
interface Known {
  /** cm from the start. */
  cm: number
  /** The last full kilometre or mile, cm from the start; 0 for none yet. */
  markCm: number
  /** How far the marks are apart, cm. */
  everyCm: number
  position: number
  finished: boolean
  silent: boolean
  out: boolean
}

/**
 * Tells a race in sentences, for who cannot see it: fed with the pictures of a screen, one after another, it says at most
 * one sentence in ten seconds and nothing twice. Of a moment that is leapt to it tells what happens from there on.
 */
export class Narrator {
  #news: News[] = []
  #known = new Map<number, Known>()
  /** The place of each of the followed that was told last, or that they were found at. */
  readonly #toldPlace = new Map<number, number>()
  /** Who leads, and whether that is in already. */
  #leader = ''
  #phase: Picture['phase'] | null = null
  #status: Picture['race']['status'] | null = null
  #saidAt = Number.NEGATIVE_INFINITY
  #shownAt = Number.NaN

  /**
   * The sentence that is due with this picture, or null.
   *
   * @param spots where the course comes by the viewer, cm
   */
  next(picture: Picture, list: FollowList, spots: readonly number[] = []): string | null {
    const step = picture.wallMs - this.#shownAt
    this.#shownAt = picture.wallMs
    const followed = followedOn(picture.board, list).map(({ row }) => row)
    if (!(step >= 0 && step <= leapMs)) this.#begin(picture)
    else this.#notice(picture, followed, spots)
    this.#known = new Map(followed.map((row) => [row.entry.id, knownOf(row, picture)]))
    return this.#due(picture.wallMs)
  }

  #begin(picture: Picture): void {
    this.#news = []
    this.#phase = picture.phase
    this.#status = picture.race.status
    this.#leader = ''
    this.#toldPlace.clear()
    this.#saidAt = Number.NEGATIVE_INFINITY
    this.#noticeLeader(picture)
  }

  #notice(picture: Picture, followed: readonly BoardRow[], spots: readonly number[]): void {
    if (picture.phase !== this.#phase) {
      if (picture.phase === 'finished') {
        this.#add('race', 2, picture, say(picture.stopped ? 'narration.stopped' : 'narration.over'))
      }
      if (picture.phase === 'paused') this.#add('race', 2, picture, say('narration.paused'))
      if (picture.phase === 'running' && this.#phase === 'scheduled') {
        this.#add('race', 2, picture, say('narration.started'))
      }
      this.#phase = picture.phase
    }
    if (picture.race.status !== this.#status) {
      if (picture.race.status === 'official') this.#add('results', 2, picture, say('narration.official'))
      this.#status = picture.race.status
    }
    this.#noticeLeader(picture)
    for (const row of followed) {
      this.#noticeSpots(row, picture, spots)
      this.#noticeOf(row, picture)
    }
  }

  /** Who is at the front, and who is the first of all to finish. */
  #noticeLeader(picture: Picture): void {
    const first = picture.board[0]
    if (!first || picture.phase !== 'running' || first.cm < settledCm) return
    const leader = `${first.entry.id} ${first.finished}`
    if (leader === this.#leader) return
    this.#leader = leader
    const who = nameOf(first.entry)
    if (!first.finished) {
      this.#add('leader', 3, picture, say('narration.leads', { who, distance: distance(first.cm) }))
    } else if (picture.finishers.length === 1) {
      this.#add('leader', 1, picture, say('narration.won', { who, time: spokenTime(shownTimeMs(first)) }))
    }
  }

  /** Nobody says how far it is to the viewer's own place: that somebody comes by is news of its own. */
  #noticeSpots(row: BoardRow, picture: Picture, spots: readonly number[]): void {
    const before = this.#known.get(row.entry.id)
    for (const cm of spots) {
      if (!before || before.cm >= cm || row.cm < cm) continue
      const values = { who: nameOf(row.entry), time: spokenTime(netPassedMs(row, picture, cm) ?? row.raceMs) }
      this.#add(`spot ${row.entry.id}`, 0, picture, say('narration.spot', values))
    }
  }

  #noticeOf(row: BoardRow, picture: Picture): void {
    const before = this.#known.get(row.entry.id)
    if (!before) return
    const { finished, silent, out, markCm, everyCm } = knownOf(row, picture)
    const { position } = row
    const who = nameOf(row.entry)
    const about = String(row.entry.id)
    if (finished && !before.finished) {
      this.#forget(about)
      this.#add(
        `${about} end`,
        0,
        picture,
        say('narration.finished', { who, time: spokenTime(shownTimeMs(row)), position }),
      )
    } else if (out && !before.out) {
      this.#forget(about)
      this.#add(`${about} end`, 0, picture, say('narration.out', { who }))
    }
    if (finished || out) return
    if (silent && !before.silent) {
      this.#add(`${about} signal`, 0, picture, say('narration.lost', { who, age: age(row.ageMs) }))
    } else if (!silent && before.silent) {
      this.#add(`${about} signal`, 0, picture, say('narration.back', { who }))
    }
    // Who changes from kilometres to miles passes nothing by that.
    if (everyCm === before.everyCm && markCm > before.markCm) {
      const time = spokenTime(netPassedMs(row, picture, markCm) ?? row.raceMs)
      this.#forget(`${about} place`)
      this.#add(
        `${about} split`,
        0,
        picture,
        say('narration.split', { who, distance: mark(markCm), time, position }),
      )
      this.#toldPlace.set(row.entry.id, position)
      return
    }
    const told = this.#toldPlace.get(row.entry.id) ?? before.position
    this.#toldPlace.set(row.entry.id, told)
    // A split that waits to be told says a place, too.
    if (row.cm < settledCm || silent || this.#news.some((news) => news.about === `${about} split`)) return
    this.#forget(`${about} place`)
    if (position === told) return
    const values = { who, position }
    const text = position < told ? say('narration.up', values) : say('narration.down', values)
    this.#add(`${about} place`, 1, picture, text, () => this.#toldPlace.set(row.entry.id, position))
  }

  #add(about: string, rank: Rank, { wallMs }: Picture, text: string, onTold = () => {}): void {
    this.#forget(about)
    this.#news.push({ about, rank, at: wallMs, text, onTold })
  }

  /** Nothing of this, nor of anything about the same competitor, needs to be told any more. */
  #forget(about: string): void {
    this.#news = this.#news.filter((news) => news.about !== about && !news.about.startsWith(`${about} `))
  }

  #due(wallMs: number): string | null {
    this.#news = this.#news.filter(({ at }) => wallMs - at <= staleMs)
    if (wallMs - this.#saidAt < everyMs || this.#news.length === 0) return null
    const first = this.#news.reduce((best, news) => (news.rank < best.rank ? news : best))
    this.#news = this.#news.filter((news) => news !== first)
    this.#saidAt = wallMs
    first.onTold()
    return first.text
  }
}

function knownOf(row: BoardRow, picture: Picture): Known {
  return {
    cm: row.cm,
    markCm: lastMark(row, picture),
    everyCm: unitCm(),
    position: row.position,
    finished: row.finished,
    silent: picture.phase === 'running' && row.certainty === 'frozen' && row.ageMs > 0,
    out: row.entry.standing !== 'entered',
  }
}

/** When the runner of `row` came by at `cm`, ms from their own gun; null where that is not known. */
function netPassedMs(row: BoardRow, picture: Picture, cm: number): number | null {
  const ms = passedByRow(picture, row.cm + row.toGoCm, row, cm)
  return ms === null ? null : ms - waveGunMs(picture.race, row.entry.wave)
}

function lastMark(row: BoardRow, picture: Picture): number {
  const everyCm = unitCm()
  for (let n = Math.floor(row.cm / everyCm); n > 0; n--) {
    const ms = passedByRow(picture, row.cm + row.toGoCm, row, n * everyCm)
    if (ms !== null && ms <= picture.raceMs) return n * everyCm
  }
  return 0
}
