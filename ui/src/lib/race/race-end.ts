import type { RaceInfo } from '@racecast/gateway/protocol'
import { timeOfDay } from '../format/time.ts'
import { say } from '../words/say.ts'

/** What of a race its end depends on; `stopped`: it ended with somebody still on the way. */
export type Ended = Pick<RaceInfo, 'status' | 'finishedAt'> & { stopped: boolean }

/** That race control has ended a race that had not come to its own end, and when; null where it has not. */
export function stoppedWords({ stopped, finishedAt }: Omit<Ended, 'status'>): string | null {
  return stopped && finishedAt !== null ? say('parts.stoppedAt', { time: timeOfDay(finishedAt) }) : null
}

/** How a race that is over stands, in few words: for every sign that is there while it is. */
export function endWords(race: Ended): string {
  const stopped = stoppedWords(race)
  if (race.status !== 'official') return stopped ?? say('parts.provisional')
  return [say('parts.official'), ...(stopped ? [stopped] : [])].join(' · ')
}

/** What the list of a race that is over is worth: until race control says that it stands, it may still change. */
export function resultsWords({ status }: Pick<Ended, 'status'>): string {
  return say(status === 'official' ? 'race.officialResults' : 'race.provisionalResults')
}
