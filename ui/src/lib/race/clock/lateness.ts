import { bridgedMs, type FeedStatus, type Lag, type RaceInfo } from '@racecast/gateway/protocol'
import { age } from '../../format/time.ts'
import { say } from '../../words/say.ts'
import { type Ended, endWords } from '../race-end.ts'
import type { Phase } from './playout-clock.ts'

export interface Lateness {
  text: string
  /** Something is not as it should be: said in a stronger tone, and to screen readers. */
  troubled: boolean
}

/** What of a race its lateness depends on. */
export type RaceOnScreen = Pick<RaceInfo, 'fixIntervalS' | 'startTime'> & Ended

/**
 * The feed's status; or that the viewer's device knows of no network, or that nothing comes over the line: a connection may
 * seem to live on for a while.
 */
export type LineStatus = FeedStatus | { state: 'offline' | 'silent' }

/**
 * The one age of a screen, in words. In order it is how far the picture is behind the race, and where it goes beyond the
 * newest fix, as at a slow rate it does most of the time, how old that is; out of order it is what is missing and how old the
 * newest fix in the picture is.
 *
 * @param now the server's clock, epoch ms
 * @param wallMs the moment shown, epoch ms
 * @param storeDownSince since when the server gets no positions from its store, epoch ms; null while it does
 */
export function latenessOf(
  status: LineStatus,
  race: RaceOnScreen,
  lag: Lag,
  phase: Phase,
  now: number,
  wallMs: number,
  storeDownSince: number | null,
): Lateness {
  // Where no fix has ever come, the gun is what is known.
  const newest = lag.measuredAt ?? (phase === 'running' ? race.startTime : wallMs)
  const oldness = age(now - Math.min(wallMs, newest))
  if (status.state === 'waiting' || status.state === 'connecting' || status.state === 'offline') {
    if (phase === 'finished') return { text: say('race.offline'), troubled: true }
    if (status.state === 'offline')
      return { text: say('race.youAreOfflineFor', { age: oldness }), troubled: true }
    return { text: say('race.reconnecting', { age: oldness }), troubled: true }
  }
  if (status.state === 'failed') return { text: say('race.disconnected', { age: oldness }), troubled: true }
  if (storeDownSince !== null && phase !== 'finished') {
    return { text: say('race.dataStoreDown', { age: oldness }), troubled: true }
  }
  if (phase === 'finished') return { text: endWords(race), troubled: false }
  if (phase === 'paused') return { text: say('race.paused'), troubled: false }
  if (phase === 'scheduled') return { text: say('race.connected'), troubled: false }
  if (wallMs - newest > bridgedMs(race)) {
    const text = say(status.state === 'silent' ? 'race.nothingComes' : 'race.noNewFixes', { age: oldness })
    return { text, troubled: true }
  }
  return { text: say('race.behindLive', { age: oldness }), troubled: false }
}
