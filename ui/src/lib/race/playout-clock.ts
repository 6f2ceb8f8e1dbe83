import { type RaceInfo, raceTimeAt } from '@racecast/gateway/protocol'

/** The one time of a screen: the race's playout delay behind the server's clock. Every figure is of this moment. */
export class PlayoutClock {
  readonly #serverNow: () => number
  /** Epoch ms; while set, the screen stands at this moment. */
  frozenAt: number | null = null

  /** @param serverNow the server's clock, epoch ms */
  constructor(serverNow: () => number) {
    this.#serverNow = serverNow
  }

  /** The moment shown, epoch ms. */
  wallMs(race: RaceInfo): number {
    return this.frozenAt ?? this.#serverNow() - race.playoutDelayMs
  }

  /** The same as race time, ms; negative before the gun. */
  raceMs(race: RaceInfo): number {
    return raceTimeAt(race, this.wallMs(race))
  }

  /** Whether race time passes: not while the screen is held, nor while the race is paused or over. */
  running(race: RaceInfo): boolean {
    if (this.frozenAt !== null) return false
    const phase = phaseAt(race, this.wallMs(race))
    return phase === 'running' || phase === 'scheduled'
  }
}

export type Phase = 'scheduled' | 'running' | 'paused' | 'finished'

/** What the race is doing at the moment shown, which is a little while after it does it. */
export function phaseAt(race: RaceInfo, wallMs: number): Phase {
  if (race.finishedAt !== null && race.finishedAt <= wallMs) return 'finished'
  if (race.status === 'official') return 'finished'
  if (wallMs < race.startTime) return 'scheduled'
  const paused = race.pauses.some(({ from, to }) => from <= wallMs && (to === null || to > wallMs))
  return paused ? 'paused' : 'running'
}

/** Ms until the shown race time is at its next whole second, at least 1. */
export function untilNextTick(raceMs: number): number {
  const into = ((raceMs % 1000) + 1000) % 1000
  return Math.max(1, Math.ceil(1000 - into))
}
