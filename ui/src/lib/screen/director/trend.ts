import type { Battle } from './battle.ts'

/** Whether two come closer together. */
export type Way = 'closing' | 'growing' | 'steady'

/** How the gap of a battle changes. */
export interface Trend {
  way: Way
  /** How much it grows, ms a minute; negative while they come closer. */
  msPerMinute: number
}

interface Sample {
  raceMs: number
  /** How far the first of the pair is ahead of the other, ms; negative when it is behind. */
  leadMs: number
}

/** What has been seen of the gap between the same two, for `trendOf`. */
export interface GapHistory {
  /** Competitor ids: the one that was ahead at first, and the other. */
  pair: readonly [number, number]
  /** The oldest first. */
  samples: readonly Sample[]
  way: Way
}

export const trendRules = {
  /** Over how long a trend is taken, and what is the least that is one, ms of race time. */
  windowMs: 60_000,
  leastMs: 20_000,
  /** Without a picture for so long it is begun anew, ms. */
  holeMs: 10_000,
  /** From how much a minute on it is told, and below how much no longer, ms: what a good minute and a bad one make. */
  beginsMs: 1_000,
  endsMs: 500,
} as const

/** Takes in the battle at a moment; null without one. A clock that goes back, or a hole, begins anew. */
export function remember(
  before: GapHistory | null,
  battle: Battle | null,
  raceMs: number,
): GapHistory | null {
  if (!battle) return null
  const [ahead, behind] = [battle.ahead.entry.id, battle.behind.entry.id]
  const isSamePair = before?.pair.includes(ahead) && before.pair.includes(behind)
  const sinceMs = before ? raceMs - before.samples.at(-1)!.raceMs : 0
  if (!before || !isSamePair || sinceMs < 0 || sinceMs > trendRules.holeMs)
    return { pair: [ahead, behind], samples: [{ raceMs, leadMs: battle.gapMs }], way: 'steady' }
  // A paused race shows the same moment again and again.
  if (sinceMs === 0) return before
  const kept = before.samples.filter((sample) => raceMs - sample.raceMs <= trendRules.windowMs)
  const samples = [...kept, { raceMs, leadMs: before.pair[0] === ahead ? battle.gapMs : -battle.gapMs }]
  const msPerMinute = growth(samples)
  const leastMs = before.way === 'steady' ? trendRules.beginsMs : trendRules.endsMs
  const moves = Math.abs(msPerMinute) >= leastMs
  return { pair: before.pair, samples, way: !moves ? 'steady' : msPerMinute > 0 ? 'growing' : 'closing' }
}

/** What `remember` has seen, as a trend; null while that is too little. */
export function trendOf(history: GapHistory | null): Trend | null {
  if (!history) return null
  const { samples, way } = history
  if (samples.at(-1)!.raceMs - samples[0]!.raceMs < trendRules.leastMs) return null
  return { way, msPerMinute: Math.round(growth(samples)) }
}

/**
 * How much the gap grows, ms a minute: the slope of the least-squares line through the samples. By who is ahead at the
 * end, so that somebody who comes past closes the gap before and widens it afterwards.
 */
function growth(samples: readonly Sample[]): number {
  const n = samples.length
  const t = samples.reduce((sum, { raceMs }) => sum + raceMs, 0) / n
  const lead = samples.reduce((sum, { leadMs }) => sum + leadMs, 0) / n
  let [together, spread] = [0, 0]
  for (const { raceMs, leadMs } of samples) {
    together += (raceMs - t) * (leadMs - lead)
    spread += (raceMs - t) ** 2
  }
  if (spread === 0) return 0
  const slope = (together / spread) * 60_000
  return samples.at(-1)!.leadMs < 0 ? -slope : slope
}
