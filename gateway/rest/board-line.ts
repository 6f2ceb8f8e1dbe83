import type { CourseLine } from '@racecast/courses/line'
import { Standing } from '@racecast/pinot/events'
import { type Static, Type } from 'typebox'
import type { BoardRow, RosterEntry } from '../protocol/index.ts'
import { gapText, paceText, raceTimeText } from './format.ts'
import { round, seconds } from './round.ts'

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()])

/** A line of the leaderboard, flat: the post's names, raw values and beside them what a screen writes. */
export const BoardLine = Type.Object({
  position: Type.Integer({ minimum: 1 }),
  competitorId: Type.Integer(),
  bib: Type.String(),
  name: Type.String(),
  club: Type.String(),
  category: Type.String(),
  distance: Type.Number({ description: 'm' }),
  distanceToGo: Type.Number({ description: 'm' }),
  rawTime: Type.Integer({ description: 'net race time, whole s' }),
  raceTimeMs: Type.Integer({ description: 'net race time' }),
  raceTimeText: Type.String(),
  averagePace: orNull(Type.Number({ description: 's/km' })),
  averagePaceText: Type.String(),
  currentPace: orNull(Type.Number({ description: 's/km' })),
  currentPaceText: Type.String(),
  gap: orNull(Type.Number({ description: 's behind the front of the race at the same place' })),
  gapText: Type.String(),
  finished: Type.Boolean(),
  standing: Standing,
  fenceTime: Type.Number({ description: 's inside the fence, all visits' }),
  inFence: Type.Boolean(),
  certainty: Type.Enum(['known', 'predicted', 'frozen']),
  ageMs: Type.Integer({ description: 'how old the newest fix is' }),
  lat: Type.Number(),
  lon: Type.Number(),
})
export type BoardLine = Static<typeof BoardLine>

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
    rawTime: Math.floor(row.raceMs / 1000),
    raceTimeMs: Math.round(row.raceMs),
    raceTimeText: raceTimeText(row.raceMs),
    averagePace: row.averagePace === null ? null : round(row.averagePace, 1),
    averagePaceText: paceText(row.averagePace),
    currentPace: row.currentPace === null ? null : round(row.currentPace, 1),
    currentPaceText: paceText(row.currentPace),
    gap: row.gapMs === null ? null : seconds(row.gapMs),
    gapText: gapText(row.gapMs),
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
