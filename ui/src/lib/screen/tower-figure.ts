import { type BoardRow, shownGapMs, shownTimeMs } from '@racecast/gateway/protocol'
import { distance } from '../format/measure.ts'
import { clock, gap } from '../format/time.ts'

/** What a line of the tower says of somebody: the time of who is in, the gap of who runs, how far who is the front has come. */
export function towerFigure(row: BoardRow): { figure: string; note: string } {
  if (row.finished) return { figure: clock(shownTimeMs(row)), note: gap(shownGapMs(row)) }
  if (row.entry.standing !== 'entered') return { figure: row.entry.standing, note: distance(row.cm) }
  return { figure: gap(shownGapMs(row)) || distance(row.cm), note: '' }
}
