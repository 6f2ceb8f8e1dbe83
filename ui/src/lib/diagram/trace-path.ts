import { type Plot, xOf, yOf } from './plot.ts'

export interface Sampled {
  fromMs: number
  everyMs: number
  cm: readonly (number | null)[]
}

/** A point of a line: race ms, cm. */
export type Point = readonly [ms: number, cm: number]

/** Over a longer time than this a line is not drawn from what is known to what is shown, ms. */
const longestHoleMs = 120_000

/**
 * The pieces of a line that are known, up to `untilMs`; the last point of it lies there, or at the finish.
 * @param at where the runner is at the moment shown, which may be later than all that was recorded
 */
export function piecesOf(
  trace: Sampled,
  untilMs: number,
  finish: Point | null,
  at: Point | null = null,
): Point[][] {
  const pieces: Point[][] = []
  let piece: Point[] = []
  const end = () => {
    if (piece.length > 0) pieces.push(piece)
    piece = []
  }
  const lastMs = finish ? Math.min(untilMs, finish[0]) : untilMs
  for (const [i, cm] of trace.cm.entries()) {
    const ms = trace.fromMs + i * trace.everyMs
    if (ms > lastMs) {
      const before = piece.at(-1)
      if (finish && finish[0] <= untilMs && before) piece.push(finish)
      else if (before && cm !== null && before[0] < lastMs)
        piece.push([lastMs, between(before, [ms, cm], lastMs)])
      break
    }
    if (cm === null) end()
    else piece.push([ms, cm])
  }
  end()
  const last = pieces.at(-1)
  const reached = last?.at(-1)
  if (!at || at[0] > untilMs || (reached && at[0] <= reached[0])) return pieces
  if (last && at[0] - reached![0] <= longestHoleMs) last.push(at)
  else pieces.push([at])
  return pieces
}

/** When a line comes past `cm` for the first time, race ms; null where it does not, or not where it is known. */
export function passageAt({ fromMs, everyMs, cm }: Sampled, atCm: number): number | null {
  for (let i = 1; i < cm.length; i++) {
    const [before, after] = [cm[i - 1]!, cm[i]!]
    if (before === null || after === null || before > atCm || after < atCm || before === after) continue
    return fromMs + (i - 1 + (atCm - before) / (after - before)) * everyMs
  }
  return null
}

/** A path of SVG. Points that would not be seen beside the straight line of those around them are left out. */
export function pathOf(plot: Plot, pieces: readonly (readonly Point[])[]): string {
  return pieces
    .map((piece) => {
      const px = thinned(piece.map(([ms, cm]) => [xOf(plot, ms), yOf(plot, cm)] as const))
      return `M${px.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}`
    })
    .join('')
}

/** The area between two lines that have the same moments, where both are known, as a path. */
export function bandOf(plot: Plot, upper: Sampled, lower: Sampled, untilMs: number): string {
  const [above, below]: [Point[], Point[]] = [[], []]
  for (const [i, cm] of upper.cm.entries()) {
    const other = lower.cm[i] ?? null
    const ms = upper.fromMs + i * upper.everyMs
    if (cm === null || other === null || ms > untilMs) continue
    above.push([ms, cm])
    below.unshift([ms, other])
  }
  return above.length < 2 ? '' : `${pathOf(plot, [[...above, ...below]])}Z`
}

/** Where a line comes past each of `passes`, up to the moment shown. */
export function crossingsOf(trace: Sampled, passes: readonly number[], shownMs: number): Point[] {
  return passes.flatMap((cm) => {
    const ms = passageAt(trace, cm)
    return ms === null || ms > shownMs ? [] : [[ms, cm] as const]
  })
}

/** What of a trace is drawn: all that is known, and what of it is past at the moment shown. */
export function drawn(plot: Plot, trace: Sampled & Ends, shownMs: number, reachMs: number) {
  const finish = trace.finishMs === null ? null : ([trace.finishMs, plot.lengthCm] as const)
  const isIn = finish !== null && finish[0] <= shownMs
  const at = isIn ? finish : trace.atCm === null ? null : ([shownMs, trace.atCm] as const)
  const past = piecesOf(trace, shownMs, finish, at)
  return {
    past: pathOf(plot, past),
    known: pathOf(plot, piecesOf(trace, Math.max(shownMs, reachMs), finish)),
    end: past.at(-1)?.at(-1) ?? null,
    isIn,
  }
}

interface Ends {
  atCm: number | null
  finishMs: number | null
}

function between([ms0, cm0]: Point, [ms1, cm1]: Point, ms: number): number {
  return cm0 + ((cm1 - cm0) * (ms - ms0)) / (ms1 - ms0)
}

/** How far a point may lie beside the line that is drawn without it, px. */
const seenPx = 0.35

/** Ramer, Douglas and Peucker's way, from the first point to the last. */
function thinned<P extends readonly [number, number]>(points: readonly P[]): P[] {
  const kept = new Set([0, points.length - 1])
  const open: [number, number][] = [[0, points.length - 1]]
  for (let span = open.pop(); span; span = open.pop()) {
    const [from, to] = span
    let [far, farPx] = [-1, seenPx]
    for (let i = from + 1; i < to; i++) {
      const px = besides(points[i]!, points[from]!, points[to]!)
      if (px > farPx) [far, farPx] = [i, px]
    }
    if (far < 0) continue
    kept.add(far)
    open.push([from, far], [far, to])
  }
  return points.filter((_, i) => kept.has(i))
}

function besides(
  [x, y]: readonly [number, number],
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
): number {
  const [dx, dy] = [x1 - x0, y1 - y0]
  const length = Math.hypot(dx, dy)
  return length === 0 ? Math.hypot(x - x0, y - y0) : Math.abs(dx * (y - y0) - dy * (x - x0)) / length
}

const round = (px: number) => Math.round(px * 10) / 10
