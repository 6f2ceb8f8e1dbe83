import { raceTimeAt } from '@racecast/gateway/protocol'
import type { RaceSummary } from '../api/races.ts'
import { clock, countdown } from '../format/time.ts'
import { say } from '../words/say.ts'
import { stoppedWords } from './race-end.ts'

export interface SummaryLine {
  status: string
  live: boolean
  text: string
}

/** What a list says of a race at `now` (epoch ms). `day` writes a date: it depends on who reads it. */
export function summaryLine(race: RaceSummary, now: number, day: (epochMs: number) => string): SummaryLine {
  const counts = { done: race.finishers, all: race.entries }
  const done =
    race.withdrawn > 0 ? say('home.ofInOut', { ...counts, count: race.withdrawn }) : say('home.ofIn', counts)
  switch (race.status) {
    case 'started':
      return { status: say('home.live'), live: true, text: `${clock(raceTimeAt(race, now))} · ${done}` }
    case 'paused':
      return { status: say('home.paused'), live: true, text: `${clock(raceTimeAt(race, now))} · ${done}` }
    case 'scheduled': {
      const left = race.startTime - now
      const when = left > 0 ? say('home.startsIn', { time: countdown(left) }) : say('home.aboutToStart')
      return {
        status: say('home.scheduled'),
        live: false,
        text: `${when} · ${say('home.entered', { count: race.entries })}`,
      }
    }
    case 'finished':
    case 'official': {
      const stopped = stoppedWords(race)
      const ended = say(stopped ? 'home.stopped' : 'home.finished')
      return {
        status: race.status === 'official' ? say('parts.official') : ended,
        live: false,
        text: [day(race.startTime), ...(stopped ? [stopped] : []), done].join(' · '),
      }
    }
  }
}
