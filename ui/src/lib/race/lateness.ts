import { type FeedStatus, type Lag, predictedIntervals, type RaceInfo } from '@racecast/gateway/protocol'
import { age } from '../format/time.ts'
import type { Phase } from './playout-clock.ts'

export interface Lateness {
  text: string
  /** Something is not as it should be: said in a stronger tone, and to screen readers. */
  troubled: boolean
}

/** How long past a fix the picture may still be called current, ms: what prediction bridges. */
function bridgedMs(race: RaceInfo): number {
  return race.fixIntervalS * 1000 * predictedIntervals
}

/**
 * The one age of a screen, in words. In order it is how far the picture is behind the race; out of order it is
 * what is missing and how old the newest fix in the picture is.
 *
 * @param now the server's clock, epoch ms
 * @param wallMs the moment shown, epoch ms
 * @param storeDownSince since when the server gets no positions from its store, epoch ms; null while it does
 */
export function latenessOf(
  status: FeedStatus,
  race: RaceInfo,
  lag: Lag,
  phase: Phase,
  now: number,
  wallMs: number,
  storeDownSince: number | null,
): Lateness {
  const newest = lag.measuredAt ?? null
  const oldness = age(now - Math.min(wallMs, newest ?? wallMs))
  if (status.state === 'waiting' || status.state === 'connecting') {
    if (phase === 'finished') return { text: 'Offline · final picture', troubled: true }
    return { text: `Reconnecting · picture ${oldness} old`, troubled: true }
  }
  if (status.state === 'failed') return { text: `Disconnected · picture ${oldness} old`, troubled: true }
  if (storeDownSince !== null && phase !== 'finished') {
    return { text: `Data store down · picture ${oldness} old`, troubled: true }
  }
  if (phase === 'finished') return { text: 'Final', troubled: false }
  if (phase === 'paused') return { text: 'Paused', troubled: false }
  if (phase === 'scheduled') return { text: 'Connected', troubled: false }
  if (newest !== null && wallMs - newest > bridgedMs(race)) {
    return { text: `No new fixes · picture ${oldness} old`, troubled: true }
  }
  return { text: `${age(now - wallMs)} behind live`, troubled: false }
}
