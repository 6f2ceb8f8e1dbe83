import { type EventTime, happenedIn } from '@racecast/pinot/event-time'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { LiveRaces } from './live-race.ts'

const lookEveryMs = 1000

export interface KeptTime {
  races: Pick<LiveRaces, 'list'>
  time: EventTime
  clock: Pick<Clock, 'schedule'>
  log: Log
}

/**
 * Has the time that viewers are told go on with the simulated races, as their generator's does: their fixes may be ahead of a clock
 * that was set back. What is measured elsewhere says nothing of ours. Returns what ends it.
 */
export function keepTime({ races, time, clock, log }: KeptTime): () => void {
  let aheadMs = 0
  let cancel = () => {}
  const look = () => {
    const begun = races.list().filter(({ info }) => info.simulated && info.status !== 'scheduled')
    const over = begun.flatMap(({ info }) => info.finishedAt ?? [])
    const underWay = begun
      .filter(({ info }) => info.finishedAt === null)
      .map(({ info, state }) => state?.lag.measuredAt ?? info.startTime)
    const ahead = time.keepUpWith(happenedIn(underWay, over))
    if (ahead > 0 && ahead !== aheadMs)
      log.warn(
        { aheadMs: ahead },
        'the clock is behind the races under way: viewers are told the time of those',
      )
    aheadMs = ahead
    cancel = clock.schedule(lookEveryMs, look)
  }
  look()
  return () => cancel()
}
