import type { Clock } from '../clock.ts'
import type { LiveRace, LiveRaces } from '../replica/live-race.ts'

/** The store's list of races is read this often at most, however many ask for races that do not exist, ms. */
const everyMs = 1000

/** Finds a race that may have been made a moment ago. Rejects while the store's list cannot be read. */
export function createLookUp(races: LiveRaces, clock: Clock) {
  let last: { at: number; refreshed: Promise<void> } | null = null
  return async (race: string): Promise<LiveRace | undefined> => {
    const now = clock.elapsed()
    if (!last || now - last.at >= everyMs) last = { at: now, refreshed: races.refresh() }
    await last.refreshed
    return races.get(race)
  }
}
