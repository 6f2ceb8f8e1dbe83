import { boardLine } from '../board/board-line.ts'
import { type Board, type BoardRow, boardAt, raceTimeAt, withinRace } from '../protocol/index.ts'
import type { LiveRace } from '../replica/live-race.ts'
import type { Subscription } from './subscription.ts'

/** The boards of one moment, worked out once for all who want one. */
export class BoardSource {
  readonly #race: LiveRace
  #last: { at: number; raceMs: number; rows: BoardRow[] } | null = null

  constructor(race: LiveRace) {
    this.#race = race
  }

  /** The race has moved on. */
  forget(): void {
    this.#last = null
  }

  /** The board as of the playout delay before `now`, epoch ms; null before the race has a state. */
  board({ bibs, rows }: Subscription, now: number): Board | null {
    const all = this.#rows(now)
    if (!all) return null
    const wanted = bibs && new Set(bibs)
    const chosen = wanted ? all.rows.filter(({ entry }) => wanted.has(entry.bib)) : all.rows
    return {
      type: 'board',
      at: all.at,
      raceTimeMs: all.raceMs,
      size: all.rows.length,
      rows: chosen.slice(0, rows ?? chosen.length).map((row) => boardLine(row, this.#race.line)),
    }
  }

  #rows(now: number) {
    const { state, playout, line, info } = this.#race
    if (!state || !playout) return null
    if (this.#last) return this.#last
    const at = now - info.playoutDelayMs
    const raceMs = withinRace(info, raceTimeAt(info, at))
    this.#last = { at, raceMs: Math.round(raceMs), rows: boardAt(state, playout, line.lengthCm, raceMs) }
    return this.#last
  }
}
