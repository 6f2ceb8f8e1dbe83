import { type FixRow, type RaceRecord, raceTimeAt } from '@racecast/pinot/events'

/** So many of the newest ticks are told one by one: what a screen still has before it, with its playout delay. */
const ticksApart = 4

/**
 * Rows that came at once, divided into the ticks that they are of, so that viewers get a fix for every second although
 * the store was slow: a frame holds one fix of each. What is older than the newest few ticks stays together, and
 * all of it where nobody has two.
 */
export function byTick(rows: FixRow[], race: RaceRecord): FixRow[][] {
  if (new Set(rows.map(({ competitorId }) => competitorId)).size === rows.length) return [rows]
  const stepMs = race.fixIntervalS * 1000
  const tickOf = ({ timestamp }: FixRow) => Math.ceil(raceTimeAt(race, timestamp) / stepMs)
  const newest = rows.reduce((most, row) => Math.max(most, tickOf(row)), Number.NEGATIVE_INFINITY)
  const ticks: FixRow[][] = Array.from({ length: ticksApart + 1 }, () => [])
  for (const row of rows) ticks[Math.max(0, ticksApart - (newest - tickOf(row)))]!.push(row)
  return ticks.filter((part) => part.length > 0)
}
