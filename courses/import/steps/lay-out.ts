import type { LonLat } from '../../course.ts'
import type { CheckedDraft } from '../draft.ts'
import { refusal } from '../problems.ts'
import { MOST_LINE_POINTS } from './check-draft.ts'
import { checkFlags } from './check-flags.ts'
import { type DrawnPath, drawnPath } from './drawn-path.ts'
import { geodesicM } from './measure.ts'
import { cheapest, LOOP_GAP_M, type Placement, placeOnLine, placeOnLoop } from './place-ends.ts'
import { runLine } from './run-line.ts'

interface Found {
  path: DrawnPath
  placement: Placement
}

function best(paths: { open: DrawnPath; loop: DrawnPath | null }, draft: CheckedDraft, laps: number): Found {
  const { feature, start, finish, officialM } = draft
  const onLine = laps === 1 ? placeOnLine(paths.open, draft) : []
  const onLoop = paths.loop ? placeOnLoop(paths.loop, draft, laps, officialM ?? null) : []
  const placement = cheapest([...onLine, ...onLoop])
  if (!placement)
    throw refusal('FLAGS_DO_NOT_FIT', {
      feature,
      field: 'start',
      value: `start ${start ?? 'not given'}, finish ${finish ?? 'not given'}`,
    })
  return { path: placement.loop ? paths.loop! : paths.open, placement }
}

/** The same course the other way round: on a loop the other direction, on a line from finish to start. */
function otherWay(found: Found, draft: CheckedDraft, laps: number): LonLat[] {
  const { path, placement } = found
  if (!placement.loop) return runLine(path, placement, draft).toReversed()
  const others = placeOnLoop(path, draft, laps, draft.officialM ?? null)
  const other = cheapest(others.filter(({ reversed }) => reversed !== placement.reversed))
  return runLine(path, other ?? placement, draft)
}

/**
 * Whether the line as drawn already holds all laps: then its own length, not a multiple of it, is what the
 * official distance says.
 */
function holdsAllLaps({ officialM, laps }: CheckedDraft, drawnM: number): boolean {
  if (laps === 1) return true
  return officialM !== undefined && Math.abs(drawnM - officialM) < Math.abs(laps * drawnM - officialM)
}

/** A small file must not become a huge course: refuses before anything is unrolled. */
function checkUnrolled({ feature, line }: CheckedDraft, laps: number): void {
  const [points, limit] = [line.length, MOST_LINE_POINTS]
  const value = points * laps
  if (laps > 1 && value > limit)
    throw refusal('TOO_MANY_LAP_POINTS', {
      feature,
      field: 'laps',
      value,
      laps,
      points,
      limit,
      most: Math.floor(limit / laps),
    })
}

/** The line as it is run, from flag to flag, all laps unrolled. */
export function layOut(draft: CheckedDraft, reverse: boolean): LonLat[] {
  const { line, feature } = draft
  const open = drawnPath(line)
  const laps = holdsAllLaps(draft, open.lengthM) ? 1 : draft.laps
  checkUnrolled(draft, laps)
  checkFlags(open, draft)
  const gap = geodesicM(line[0]!, line.at(-1)!)
  const loop = gap <= LOOP_GAP_M && line.length > 2 ? drawnPath(gap === 0 ? line : [...line, line[0]!]) : null
  if (laps > 1 && !loop)
    throw refusal('LAPS_NOT_A_LOOP', { feature, field: 'laps', value: gap.toFixed(1), laps })
  const found = best({ open, loop }, draft, laps)
  return reverse ? otherWay(found, draft, laps) : runLine(found.path, found.placement, draft)
}
