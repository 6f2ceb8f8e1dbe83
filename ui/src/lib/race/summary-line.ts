import { raceTimeAt } from '@racecast/gateway/protocol'
import type { RaceSummary } from '../api/races.ts'
import { clock, countdown } from '../format/time.ts'

export interface SummaryLine {
  status: 'Live' | 'Paused' | 'Scheduled' | 'Finished' | 'Official'
  live: boolean
  text: string
}

/** What a list says of a race at `now` (epoch ms). `day` writes a date: it depends on who reads it. */
export function summaryLine(race: RaceSummary, now: number, day: (epochMs: number) => string): SummaryLine {
  const entries = race.entries.toLocaleString('en')
  const done = `${race.finishers.toLocaleString('en')} of ${entries} in`
  switch (race.status) {
    case 'started':
      return { status: 'Live', live: true, text: `${clock(raceTimeAt(race, now))} · ${done}` }
    case 'paused':
      return { status: 'Paused', live: true, text: `${clock(raceTimeAt(race, now))} · ${done}` }
    case 'scheduled': {
      const left = race.startTime - now
      const when = left > 0 ? `starts in ${countdown(left)}` : 'about to start'
      return { status: 'Scheduled', live: false, text: `${when} · ${entries} entered` }
    }
    case 'finished':
      return { status: 'Finished', live: false, text: `${day(race.startTime)} · ${done}` }
    case 'official':
      return { status: 'Official', live: false, text: `${day(race.startTime)} · ${done}` }
  }
}
