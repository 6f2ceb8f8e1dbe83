import { simulatedPace } from '@racecast/pinot/events'
import { noticedAfterMs, type RaceInfo } from '../protocol/index.ts'
import type { Limits } from './level.ts'

type Pace = Pick<RaceInfo, 'fixIntervalS' | 'playoutDelayMs'>

/** How often a gateway looks and tells of itself, and how often a desk asks it, ms. */
export const signEveryMs = 500

/**
 * How long before a spectator's page could say that nothing comes any more it is red here, ms. It covers the way of a fix, from
 * its measurement to a page, with which a page's newest fix may be older than the sign that it hung after.
 */
const leadMs = 1200
/** What is told every `signEveryMs` and asked for as often must be late by more than that before it is red, ms. */
const leastMs = 3 * signEveryMs

/** How old the newest fix of a running race may be, ms: counted as the page counts, and red `leadMs` earlier. */
export function fixAgeLimits(race: Pace): Limits {
  const red = Math.max(leastMs, Math.floor(noticedAfterMs(race) - leadMs))
  return { amber: Math.max(signEveryMs, red - race.fixIntervalS * 1000), red }
}

/**
 * How long a gateway may be silent while these races run, ms, and at most as while a simulated one does. The newest fix that it
 * gave to its viewers may be an interval old when it hangs: the page of one notices so much sooner.
 */
export function silenceLimits(races: readonly Pace[]): Limits {
  const noticed = [simulatedPace, ...races].map((pace) => noticedAfterMs(pace) - pace.fixIntervalS * 1000)
  const red = Math.max(leastMs, Math.floor(Math.min(...noticed) - leadMs))
  return { amber: Math.max(2 * signEveryMs, red - 2 * signEveryMs), red }
}
