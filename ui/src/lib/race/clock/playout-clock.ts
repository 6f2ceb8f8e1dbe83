import { type RaceInfo, raceTimeAt, wallTimeAt } from '@racecast/gateway/protocol'

/** A moment of the past, race ms, that was shown when the server's clock was at `since`; 0 is held, 1 as it was. */
interface Past {
  raceMs: number
  since: number
  speed: number
}

/**
 * The one time of a screen: live, the race's playout delay behind the server's clock; or rewound, held at a moment or
 * playing from there. Every figure is of this moment.
 */
export class PlayoutClock {
  readonly #serverNow: () => number
  #past: Past | null = null
  #isWaiting = false
  /** Epoch ms; while set, the screen stands at this moment. */
  frozenAt: number | null = null
  /** How far behind the server's clock the present is shown, ms; the race's playout delay where nothing else is wanted. */
  delayMs: number | null = null

  /** @param serverNow the server's clock, epoch ms */
  constructor(serverNow: () => number) {
    this.#serverNow = serverNow
  }

  /** Not rewound. */
  get isLive(): boolean {
    return this.#past === null
  }

  /** How many times as fast as it was; 0 while it is held. */
  get speed(): number {
    return this.#past?.speed ?? 1
  }

  /** The moment shown, epoch ms. */
  wallMs(race: RaceInfo): number {
    if (this.frozenAt !== null) return this.frozenAt
    return this.#past ? wallTimeAt(race, this.raceMs(race)) : this.#liveWallMs(race)
  }

  /** The same as race time, ms; negative before the gun. */
  raceMs(race: RaceInfo): number {
    if (this.frozenAt !== null) return raceTimeAt(race, this.frozenAt)
    if (!this.#past) return raceTimeAt(race, this.#liveWallMs(race))
    const { raceMs, since, speed } = this.#past
    const played = this.#isWaiting ? 0 : (this.#serverNow() - since) * speed
    return Math.min(Math.max(0, raceMs + played), this.latestMs(race))
  }

  /** The latest moment that there is, race ms: the present, or the end of the race. */
  latestMs(race: RaceInfo): number {
    const live = raceTimeAt(race, this.#liveWallMs(race))
    return race.finishedAt === null ? live : Math.min(live, raceTimeAt(race, race.finishedAt))
  }

  /** Goes to `raceMs`, and on from there at `speed`. */
  rewind(raceMs: number, speed: number): void {
    this.#past = { raceMs, since: this.#serverNow(), speed }
    this.#isWaiting = false
  }

  /** Stands where it is, rewound, until what is to be shown is there: `goOn`. */
  wait(race: RaceInfo): void {
    if (!this.#past || this.#isWaiting) return
    this.#past = { ...this.#past, raceMs: this.raceMs(race) }
    this.#isWaiting = true
  }

  goOn(): void {
    if (!this.#past || !this.#isWaiting) return
    this.#past = { ...this.#past, since: this.#serverNow() }
    this.#isWaiting = false
  }

  /** Back to the present. */
  live(): void {
    this.#past = null
    this.#isWaiting = false
  }

  /** Whether race time passes: not while the screen is held, nor while the race is paused or over. */
  running(race: RaceInfo): boolean {
    if (this.frozenAt !== null) return false
    if (this.#past) return !this.#isWaiting && this.speed > 0 && this.raceMs(race) < this.latestMs(race)
    const phase = phaseAt(race, this.wallMs(race))
    return phase === 'running' || phase === 'scheduled'
  }

  #liveWallMs(race: RaceInfo): number {
    return this.#serverNow() - (this.delayMs ?? race.playoutDelayMs)
  }
}

export type Phase = 'scheduled' | 'running' | 'paused' | 'finished'

/** What the race is doing at the moment shown, which is a little while after it does it. */
export function phaseAt(race: RaceInfo, wallMs: number): Phase {
  // A race that is over may be looked back at; without the moment of its end it is only known to be over.
  if (race.finishedAt === null ? race.status === 'official' : race.finishedAt <= wallMs) return 'finished'
  if (wallMs < race.startTime) return 'scheduled'
  const paused = race.pauses.some(({ from, to }) => from <= wallMs && (to === null || to > wallMs))
  return paused ? 'paused' : 'running'
}

/** Ms until the shown race time is at its next whole second, at least 1. */
export function untilNextTick(raceMs: number): number {
  const into = ((raceMs % 1000) + 1000) % 1000
  return Math.max(1, Math.ceil(1000 - into))
}
