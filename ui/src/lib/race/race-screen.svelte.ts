import type { Course } from '@racecast/courses'
import { CourseLine } from '@racecast/courses/line'
import { bridgedMs, type FeedStatus, type RaceInfo, type RaceState } from '@racecast/gateway/protocol'
import { ApiProblem } from '../api/client.ts'
import { pageKey } from '../api/page-key.ts'
import { getCourse, getRace, type RaceSummary } from '../api/races.ts'
import { say } from '../words/say.ts'
import { type Lateness, latenessOf } from './clock/lateness.ts'
import { isDeaf, type OwnLine, SilenceJudge } from './clock/own-line.ts'
import type { PastProblem, RecordingSource } from './clock/past-moments.ts'
import { connectFeed } from './early-feed.ts'
import { keyTrouble } from './key-trouble.ts'
import type { lightEveryS } from './light/light-view.ts'
import type { Picture } from './picture.ts'
import { RaceFollower } from './race-follower.ts'

export type Trouble = {
  kind: 'unknown' | 'deleted' | 'private' | 'unreachable' | 'refused'
  message: string
}

/** Where a screen is that does not show the present. */
export interface Rewound {
  /** The moment shown, or asked for; the earliest and the latest that there are: race ms. */
  raceMs: number
  fromMs: number
  latestMs: number
  /** 0 while it is held. */
  speed: number
  loading: boolean
  problem: PastProblem | null
}

const offline = { state: 'offline' } as const
const silent = { state: 'silent' } as const

/** After which codes of the feed nothing of the race is to be seen here any more. */
const losses: Readonly<Record<string, 'unknown' | 'deleted' | 'private'>> = {
  unknownRace: 'unknown',
  raceDeleted: 'deleted',
  racePrivate: 'private',
}

/** A race that has just begun to be recorded gets some seconds. */
const mostMissed = 8

interface ScreenOptions {
  alsoHidden?: boolean
  delayMs?: number
  everyS?: typeof lightEveryS
  at?: number | null
}

/** What `/race/[slug]` shows: everything in it is replaced whole, once a tick. */
export class RaceScreen {
  summary = $state.raw<RaceSummary | null>(null)
  course = $state.raw<Course | null>(null)
  /** The course to measure along. */
  readonly line = $derived(this.course && new CourseLine(this.course))
  status = $state.raw<FeedStatus>({ state: 'connecting', attempt: 0 })
  picture = $state.raw<Picture | null>(null)
  trouble = $state.raw<Trouble | null>(null)
  lateness = $state.raw<Lateness>({ text: say('race.connecting'), troubled: false })
  /** Null while the present is shown. */
  rewound = $state.raw<Rewound | null>(null)
  follower = $state.raw<RaceFollower | null>(null)
  /** The viewer's device knows of no network. */
  isOffline = $state(false)
  /** Since when the server gets no positions from its store, epoch ms; null while it does. */
  storeDownSince = $state.raw<number | null>(null)
  /** When the frame arrived that the picture's lag is of, epoch ms by the server's clock. */
  arrivedAt = $state.raw(0)
  /** Set by the map: a tick has passed, and all that is known was replaced. */
  onTick: () => void = () => {}
  /** Set by who works out more of the same moment. */
  onPicture: (picture: Picture) => void = () => {}
  onReplaced: () => void = () => {}
  /** The rate of the light view, s; undefined where every tick is shown. */
  readonly everyS: typeof lightEveryS | undefined
  readonly #race: string
  readonly #alsoHidden: boolean
  readonly #delayMs: number
  readonly #silences = new SilenceJudge()
  #at: number | null
  /** How often the moment to begin at could not be had. */
  #missed = 0
  #retry: ReturnType<typeof setTimeout> | null = null
  #closed = false

  /**
   * @param options.alsoHidden whether it goes on while nobody sees the page, for what its title says
   * @param options.delayMs how long everything is held back, ms, whole seconds
   * @param options.everyS how often it is told what has changed, s; every tick if left out
   * @param options.at a moment to begin at, race ms; the present if left out
   */
  constructor(race: string, { alsoHidden = false, delayMs = 0, everyS, at = null }: ScreenOptions = {}) {
    this.everyS = everyS
    this.#at = at
    this.#race = race
    this.#alsoHidden = alsoHidden
    this.#delayMs = delayMs
  }

  /** Opens the feed. Comes back by itself as long as the server cannot be reached. */
  async open(): Promise<void> {
    try {
      const summary = await getRace(this.#race)
      const course = await getCourse(summary.course)
      if (this.#closed) return
      this.summary = summary
      this.course = course
      this.trouble = null
      this.#follow(course)
    } catch (error) {
      if (this.#closed) return
      const { status, message, code } = error instanceof ApiProblem ? error : new ApiProblem(0, String(error))
      const wrongKey = keyTrouble(code)
      if (wrongKey) this.trouble = { kind: 'refused', message: wrongKey }
      else if (status === 404) this.trouble = { kind: 'unknown', message }
      else {
        this.trouble = { kind: 'unreachable', message }
        this.#retry = setTimeout(() => this.open(), 3000)
      }
    }
  }

  /** Something of the race has changed that is in no frame. */
  async lookAgain(): Promise<void> {
    const summary = await getRace(this.#race).catch(() => null)
    if (summary && this.summary && !this.#closed) this.summary = summary
  }

  /** The page is seen again, or the network is back: the present at once, and no waiting for the next attempt. */
  resume(): void {
    this.follower?.feed.reconnectNow()
    this.follower?.tick()
  }

  /** Holds the moment that is shown: the way into the past. */
  rewindFromNow(): void {
    if (this.picture) this.follower?.rewind(Math.max(0, this.picture.raceMs))
  }

  close(): void {
    this.#closed = true
    if (this.#retry) clearTimeout(this.#retry)
    this.follower?.close()
  }

  #follow(course: Course): void {
    const url = new URL('/feed', location.href)
    const key = pageKey()
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    this.follower = new RaceFollower({
      openRecording: (present) => this.#openRecording(present),
      onWaiting: () => {
        this.#sayWhen()
        // A link to a moment that cannot be had leads to the race all the same.
        if (!this.picture && this.rewound?.problem && ++this.#missed > mostMissed) this.follower?.live()
      },
      course,
      race: this.#race,
      delayMs: this.#delayMs,
      everyS: this.everyS,
      url: url.href,
      feed: { connect: connectFeed },
      ...(key && { key }),
      onPicture: (picture) => {
        if (this.#at !== null && picture.phase !== 'scheduled') {
          // The first picture only says that the race is known: the wanted one takes its place.
          const at = this.#at
          this.#at = null
          this.follower?.rewind(at)
          return
        }
        if (document.visibilityState === 'hidden' && !this.#alsoHidden) return
        this.isOffline = !navigator.onLine
        this.#judgeSilences(picture)
        this.picture = picture
        this.#sayWhen()
        this.arrivedAt = this.follower?.arrivedAt ?? 0
        this.#say()
        this.onPicture(picture)
        this.onTick()
      },
      onStatus: (status) => {
        this.status = status
        if (status.state === 'failed') this.#refuse(status)
        this.#say()
      },
      onStoreDown: (since) => {
        this.storeDownSince = since
        this.#say()
      },
      onReplaced: () => this.onReplaced(),
      isSeen: () => document.visibilityState === 'visible',
    })
  }

  /** Few go back in time, and nobody before there is something to go back from. */
  async #openRecording(present: () => RaceState | null): Promise<RecordingSource> {
    const { Recording } = await import('@racecast/gateway/recording')
    const key = pageKey()
    return new Recording({
      url: `/api/races/${encodeURIComponent(this.#race)}`,
      present,
      ...(key && { key }),
    })
  }

  /** The feed has ended for good; of a race that is no more, or not for everybody, nothing is shown any more. */
  #refuse({ code, message }: { code: string; message: string }): void {
    const kind = losses[code] ?? null
    this.trouble = { kind: kind ?? 'refused', message: keyTrouble(code) ?? message }
    if (!kind) return
    this.follower?.close()
    this.follower = null
    this.picture = null
  }

  /** Of what is long past the own line says nothing. */
  #judgeSilences({ board, race, wallMs }: Picture): void {
    const { follower } = this
    if (!follower?.clock.isLive) return
    this.#silences.judge(board, wallMs, this.#line(follower), bridgedMs(this.#expected(race)))
  }

  #line({ feed, arrivedAt }: RaceFollower): OwnLine {
    const isCut = this.isOffline || this.status.state !== 'live' || this.storeDownSince !== null
    // What is heard of a feed that is held back is as old.
    return {
      isCut,
      now: feed.serverNow(),
      heardAt: feed.heardAt - this.#delayMs,
      arrivedAt: arrivedAt - this.#delayMs,
    }
  }

  /** At a slow rate fixes are further apart than the race's own. */
  #expected({ fixIntervalS }: Pick<RaceInfo, 'fixIntervalS'>): Pick<RaceInfo, 'fixIntervalS'> {
    return { fixIntervalS: Math.max(fixIntervalS, this.everyS ?? 0) }
  }

  #sayWhen(): void {
    const { follower } = this
    const race = follower?.state?.race
    if (!follower || !race || follower.clock.isLive) {
      this.rewound = null
      return
    }
    const { clock, past } = follower
    this.rewound = {
      raceMs: clock.raceMs(race),
      fromMs: past.fromMs,
      latestMs: clock.latestMs(race),
      speed: clock.speed,
      loading: past.loading,
      problem: past.problem,
    }
  }

  #say(): void {
    const { picture, follower, status } = this
    if (!picture || !follower) return
    const now = follower.feed.serverNow()
    const { race, lag, phase, stopped, wallMs } = picture
    const seen = { ...race, ...this.#expected(race), stopped }
    const isSilent = status.state === 'live' && isDeaf(this.#line(follower), bridgedMs(seen))
    const line = this.isOffline ? offline : isSilent ? silent : status
    this.lateness = latenessOf(line, seen, lag, phase, now, wallMs, this.storeDownSince)
  }
}
