import type { Lag, RaceInfo } from '@racecast/gateway/protocol'
import { say } from '../../words/say.ts'

export interface LagPart {
  name: string
  /** Whole ms, never below zero. */
  ms: number
}

/**
 * Where the age of the picture arises, from the runner to the screen: each part begins where the one before ends,
 * so that they add up to `total`. Clocks of several machines are in it: what one says to have been before its
 * predecessor took no time. Nothing before the first fix.
 *
 * @param arrivedAt the server's clock when the newest frame arrived, epoch ms
 */
export function lagParts(lag: Lag, arrivedAt: number, race: RaceInfo): { parts: LagPart[]; total: number } {
  const { measuredAt, publishedAt, pollStart, pollEnd, sentAt } = lag
  if (measuredAt === null || publishedAt === null) return { parts: [], total: 0 }
  const ends: readonly [name: string, at: number][] = [
    [say('race.lagPublished'), publishedAt],
    [say('race.lagStore'), pollStart],
    [say('race.lagPoll'), pollEnd],
    [say('race.lagFold'), sentAt],
    [say('race.lagWay'), arrivedAt],
    [say('race.lagDelay'), measuredAt + race.playoutDelayMs],
  ]
  let before = measuredAt
  const parts = ends.map(([name, at]) => {
    const end = Math.max(before, Math.round(at))
    const part = { name, ms: end - before }
    before = end
    return part
  })
  return { parts, total: before - measuredAt }
}
