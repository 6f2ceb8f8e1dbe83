import { type BoardRow, shownTimeMs } from '@racecast/gateway/protocol'
import { clock } from '../format/time.ts'
import { say } from '../words/say.ts'

/**
 * What the first on the course is called, and what there is to beat. Once somebody is in, nobody on the course is in the lead;
 * whether the one who is in has won, only the last wave can tell.
 *
 * @param best the first of the board, on which who is in comes first
 */
export function leadOf(best: BoardRow | undefined): { title: string; note: string } {
  if (!best?.finished) return { title: say('screen.leader'), note: '' }
  return {
    title: say('screen.firstOnCourse'),
    note: say('screen.bestTime', { time: clock(shownTimeMs(best)) }),
  }
}
