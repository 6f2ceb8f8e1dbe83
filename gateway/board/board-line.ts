import type { CourseLine } from '@racecast/courses/line'
import { BoardLine, type BoardRow, type RosterEntry, shownGapMs, shownTimeMs } from '../protocol/index.ts'
import { gapText, paceText, raceTimeText } from './format.ts'
import { round, seconds } from './round.ts'

export const boardColumns = Object.keys(BoardLine.properties) as (keyof BoardLine)[]

/** What a name stands for where it may not be shown. */
export function shownName({ name, bib, anonymous }: RosterEntry): string {
  return anonymous ? `Anonymous (${bib})` : name
}

export function boardLine(row: BoardRow, line: CourseLine): BoardLine {
  const { entry } = row
  const [lon, lat] = line.pointAt(row.cm)
  return {
    position: row.position,
    competitorId: entry.id,
    bib: entry.bib,
    name: shownName(entry),
    club: entry.anonymous ? '' : entry.club,
    category: entry.category,
    distance: round(row.cm / 100, 2),
    distanceToGo: round(row.toGoCm / 100, 2),
    rawTime: Math.floor(shownTimeMs(row) / 1000),
    raceTimeMs: Math.round(row.raceMs),
    raceTimeText: raceTimeText(shownTimeMs(row)),
    averagePace: row.averagePace === null ? null : round(row.averagePace, 1),
    averagePaceText: paceText(row.averagePace),
    currentPace: row.currentPace === null ? null : round(row.currentPace, 1),
    currentPaceText: paceText(row.currentPace),
    gap: row.gapMs === null ? null : seconds(row.gapMs),
    gapText: gapText(shownGapMs(row)),
    finished: row.finished,
    standing: entry.standing,
    fenceTime: seconds(row.fenceMs),
    inFence: row.fenceSince !== null,
    certainty: row.certainty,
    ageMs: Math.round(row.ageMs),
    lat: round(lat, 7),
    lon: round(lon, 7),
  }
}
