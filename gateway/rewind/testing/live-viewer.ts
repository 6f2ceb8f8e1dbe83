import { boardAt, newMoment, Playout, RaceState } from '../../protocol/index.ts'
import type { LiveRace } from '../../replica/live-race.ts'

/** What a screen says of a moment: the board, and where everybody is. Slots are the holder's own affair. */
export function told(state: RaceState, playout: Playout, lengthCm: number, raceMs: number) {
  const board = boardAt(state, playout, lengthCm, raceMs).map(({ slot: _, ...row }) => row)
  const places = [...state.roster.keys()].map((id) => {
    const moment = newMoment()
    const slot = state.entities.slots.get(id)
    return slot !== undefined && playout.at(slot, raceMs, moment) ? { id, ...moment } : { id }
  })
  return { board, places }
}

/** Follows a race as a page does: a state and a playout of its own, by the frames as they come. */
export class LiveViewer {
  readonly #race: LiveRace
  #state: RaceState
  #playout: Playout
  readonly stop: () => void

  constructor(race: LiveRace) {
    this.#race = race
    this.#state = new RaceState(race.state!.snapshot('subscribed'))
    this.#playout = this.#anew()
    this.stop = race.onUpdate((update) => {
      if ('type' in update) {
        this.#state = new RaceState(structuredClone(update))
        this.#playout = this.#anew()
        return
      }
      const delta = JSON.parse(update.json.toString())
      this.#state.apply(delta)
      this.#playout.takePositions(this.#state.entities, delta.positions)
    })
  }

  /** What the screen says at `raceMs`, now. */
  note(raceMs: number) {
    return { raceMs, ...told(this.#state, this.#playout, this.#race.line.lengthCm, raceMs) }
  }

  #anew(): Playout {
    const playout = new Playout(this.#race.line.lengthCm, this.#state.race.fixIntervalS * 1000)
    playout.takeAll(this.#state.entities)
    return playout
  }
}
