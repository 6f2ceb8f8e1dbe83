import { shownName } from '../../board/board-line.ts'
import { paceText, raceTimeText } from '../../board/format.ts'
import { seconds } from '../../board/round.ts'
import {
  type BoardRow,
  boardAt,
  byBib,
  finishTimeMs,
  type RaceState,
  type RosterEntry,
  waveGunMs,
} from '../../protocol/index.ts'
import type { RestApp, RestContext } from '../context.ts'
import { type Cell, csv } from '../http/csv.ts'
import { sendCsv } from '../http/send-csv.ts'
import { askedAt } from './asked-moment.ts'
import { findKnownRace, RaceParam } from './find-race.ts'
import { splitsOf } from './splits.ts'

/**
 * `GET /api/races/:race/results.csv`: everybody who is placed, in order, as far as the race has come; then who gave up or was not in
 * when it was over, and who is not on the board: DSQ before DNS, each by bib, as a results list names everybody that was entered.
 * File name and last column say whether the result is official yet: a list that was taken away does not change any more.
 */
export async function resultRoutes(app: RestApp, { races, clock }: RestContext): Promise<void> {
  app.get('/api/races/:race/results.csv', { schema: { params: RaceParam } }, async ({ params }, reply) => {
    const race = findKnownRace(races, params.race)
    const { raceMs } = askedAt({}, race.info, clock.now())
    const rows = boardAt(race.state, race.playout, race.line.lengthCm, raceMs)
    const resultStatus = race.info.status === 'official' ? 'official' : 'provisional'
    const kms = Math.ceil(race.line.lengthCm / 100_000) - 1
    const lines = rows.map((row) => resultLine(race.state, row, raceMs))
    for (const entry of unplaced(race.state, rows))
      lines.push({ ...entryCells(entry), ...splitCells(race.state, entry, raceMs), standing: entry.standing })
    for (const line of lines) line.resultStatus = resultStatus
    const columns = resultColumns(kms, race.info.waves.length > 1)
    return sendCsv(reply, `results-${race.info.slug}-${resultStatus}`, csv(columns, lines))
  })
}

/**
 * @param kms how many full kilometres before the finish there are
 * @param withWaves whether there are several waves, each with a gun of its own
 */
export function resultColumns(kms: number, withWaves: boolean): string[] {
  const splits = Array.from({ length: kms }, (_, i) => `km${i + 1}`)
  const ends = ['netTime', 'gunTime', 'pace', ...splits, 'fenceTime', 'standing', 'resultStatus']
  return ['position', 'bib', 'name', 'club', 'category', ...(withWaves ? ['wave'] : []), ...ends]
}

/** Competitors that are not on the board: who is disqualified, then who did not start, whether or not somebody has marked that. */
function unplaced(state: RaceState, rows: readonly BoardRow[]): RosterEntry[] {
  const placed = new Set(rows.map(({ entry }) => entry.id))
  return [...state.roster.values()]
    .filter(({ id, role }) => role === 'competitor' && !placed.has(id))
    .map((entry) => (entry.standing === 'DSQ' ? entry : { ...entry, standing: 'DNS' as const }))
    .sort((a, b) => order.indexOf(a.standing) - order.indexOf(b.standing) || byBib(a.bib, b.bib))
}

const order: readonly RosterEntry['standing'][] = ['DSQ', 'DNS']

/** Only who has finished has times and a pace; the others have the splits that they have passed. */
function resultLine(state: RaceState, row: BoardRow, raceMs: number): Record<string, Cell> {
  const { entry, finished } = row
  return {
    ...entryCells(entry),
    position: finished ? row.position : null,
    netTime: finished ? raceTimeText(finishTimeMs(row.raceMs)) : null,
    gunTime: finished ? raceTimeText(finishTimeMs(row.raceMs + waveGunMs(state.race, entry.wave))) : null,
    pace: finished ? paceText(row.averagePace) : null,
    fenceTime: seconds(row.fenceMs),
    standing: finished ? 'finished' : entry.standing,
    ...splitCells(state, entry, raceMs),
  }
}

function entryCells(entry: RosterEntry): Record<string, Cell> {
  const { bib, club, category, wave, anonymous } = entry
  return { bib, name: shownName(entry), club: anonymous ? '' : club, category, wave }
}

function splitCells(state: RaceState, entry: RosterEntry, raceMs: number): Record<string, Cell> {
  const splits = splitsOf(state, entry, state.facts.get(entry.id), raceMs)
  return Object.fromEntries(splits.map(({ km, raceTimeText: text }) => [`km${km}`, text]))
}
