import type { Clock } from '../clock.ts'
import type { LiveRace } from '../replica/live-race.ts'
import type { KnownRace } from '../rest/race/find-race.ts'
import { mostShelves, shelfTiming } from './limits.ts'
import { TickShelf } from './tick-shelf.ts'

/** How often it is looked whether a race is still followed, ms. */
const sweepEvery = 10_000

export type TickShelves = ReturnType<typeof createTickShelves>

/** The races that somebody follows by ticks as files; nothing is kept of the others. */
export function createTickShelves(clock: Clock) {
  const shelves = new Map<LiveRace, TickShelf>()
  let cancelSweep: (() => void) | null = null

  function drop(shelf: TickShelf): void {
    shelf.close()
    shelves.delete(shelf.race)
  }

  function sweep(): void {
    const now = clock.elapsed()
    for (const shelf of shelves.values()) if (now - shelf.usedAt >= shelfTiming.keep) drop(shelf)
    cancelSweep = shelves.size > 0 ? clock.schedule(sweepEvery, sweep) : null
  }

  return {
    /** What is kept of a race; from the first time it is asked for on. */
    of(race: KnownRace): TickShelf {
      const shelf = shelves.get(race) ?? new TickShelf(race, clock)
      shelf.usedAt = clock.elapsed()
      // The one that was asked for last stands last.
      shelves.delete(race)
      shelves.set(race, shelf)
      if (shelves.size > mostShelves) drop(shelves.values().next().value!)
      cancelSweep ??= clock.schedule(sweepEvery, sweep)
      return shelf
    },

    close(): void {
      cancelSweep?.()
      for (const shelf of [...shelves.values()]) drop(shelf)
    },
  }
}
