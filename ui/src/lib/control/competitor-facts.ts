import { type Facts, fenceTimeAt, type LogEntry } from '@racecast/gateway/protocol'

export interface SplitLine {
  km: number
  /** At the mark, ms since the gun of their wave; null where it is not known. */
  at: number | null
  /** From the mark before, ms; null where either is not known. */
  lap: number | null
}

/**
 * What is known for good of one competitor up to a moment of the race.
 * @param gunMs when the gun of their wave went, race ms: all that the desk says of somebody counts from there, as the board does
 */
export function splitLines(facts: Facts | undefined, raceMs: number, gunMs: number): SplitLine[] {
  const lines: SplitLine[] = []
  let before = facts?.start ?? null
  for (const [i, at] of (facts?.splits ?? []).entries()) {
    if (at !== null && at > raceMs) break
    const net = at === null ? null : at - gunMs
    lines.push({ km: i + 1, at: net, lap: at === null || before === null ? null : at - before })
    before = at
  }
  return lines
}

export interface Happening {
  n: number
  /** Ms since the gun of their wave; negative before it. */
  at: number
  text: string
}

/**
 * What has happened to a competitor, of the newest entries of the log, newest first.
 * @param gunMs as of `splitLines`
 */
export function happenings(log: readonly LogEntry[], id: number, raceMs: number, gunMs: number): Happening[] {
  return log
    .filter((entry) => 'id' in entry && entry.id === id && entry.t <= raceMs)
    .map((entry) => ({ n: entry.n, at: entry.t - gunMs, text: said(entry) }))
    .reverse()
}

function said(entry: LogEntry): string {
  switch (entry.kind) {
    case 'start':
      return 'over the start line'
    case 'split':
      return `passes ${entry.km} km`
    case 'fenceIn':
      return 'enters the fence'
    case 'fenceOut':
      return 'leaves the fence'
    case 'finish':
      return 'finishes'
    case 'standing':
      return entry.standing === 'entered' ? 'is in the race again' : entry.standing
    case 'correction':
      return `the ${entry.of} is taken back: ${entry.reason}`
    default:
      return entry.kind
  }
}

/** Visits to the fence so far, and the time in it, ms. */
export function fenceVisits(facts: Facts | undefined, raceMs: number): { visits: number; ms: number } {
  return {
    visits: (facts?.visits ?? []).filter(([from]) => from <= raceMs).length,
    ms: fenceTimeAt(facts, raceMs),
  }
}
