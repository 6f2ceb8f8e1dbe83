import { shownName } from '../../board/board-line.ts'
import { paceText, raceTimeText } from '../../board/format.ts'
import { seconds } from '../../board/round.ts'
import { type BoardRow, boardAt, type RaceState, waveGunMs } from '../../protocol/index.ts'
import type { RestApp, RestContext } from '../context.ts'
import { type Cell, csv } from '../http/csv.ts'
import { sendCsv } from '../http/send-csv.ts'
import { askedAt } from './asked-moment.ts'
import { findKnownRace, RaceParam } from './find-race.ts'
import { splitsOf } from './splits.ts'

/** `GET /api/races/:race/results.csv`: everybody who is placed, in order, as far as the race has come. */
export async function resultRoutes(app: RestApp, { races, clock }: RestContext): Promise<void> {
  app.get('/api/races/:race/results.csv', { schema: { params: RaceParam } }, async ({ params }, reply) => {
    const race = findKnownRace(races, params.race)
    const { raceMs } = askedAt({}, race.info, clock.now())
    const rows = boardAt(race.state, race.playout, race.line.lengthCm, raceMs)
    const kms = Math.ceil(race.line.lengthCm / 100_000) - 1
    const lines = rows.map((row) => resultLine(race.state, row, raceMs))
    return sendCsv(reply, `results-${race.info.slug}`, csv(resultColumns(kms), lines))
  })
}

/** @param kms how many full kilometres before the finish there are */
export function resultColumns(kms: number): string[] {
  const splits = Array.from({ length: kms }, (_, i) => `km${i + 1}`)
  const ends = ['netTime', 'gunTime', 'pace', ...splits, 'fenceTime', 'standing']
  return ['position', 'bib', 'name', 'club', 'category', ...ends]
}

/** Only who has finished has times and a pace; the others have the splits that they have passed. */
function resultLine(state: RaceState, row: BoardRow, raceMs: number): Record<string, Cell> {
  const { entry, finished } = row
  const line: Record<string, Cell> = {
    position: finished ? row.position : null,
    bib: entry.bib,
    name: shownName(entry),
    club: entry.anonymous ? '' : entry.club,
    category: entry.category,
    netTime: finished ? raceTimeText(row.raceMs) : null,
    gunTime: finished ? raceTimeText(row.raceMs + waveGunMs(state.race, entry.wave)) : null,
    pace: finished ? paceText(row.averagePace) : null,
    fenceTime: seconds(row.fenceMs),
    standing: finished ? 'finished' : entry.standing,
  }
  for (const split of splitsOf(state, entry, state.facts.get(entry.id), raceMs))
    line[`km${split.km}`] = split.raceTimeText
  return line
}
