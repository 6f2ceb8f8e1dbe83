import type { Frame } from './frame.ts'

/** Over how long rates are taken, ms. */
const windowMs = 30_000

export interface Rates {
  /** Messages and payload bytes a second that came. */
  messages: number
  bytes: number
  /** Bytes for each competitor that a delta has a place of; null where there was none. */
  perCompetitor: number | null
}

/** What has come lately. Snapshots are left out of the bytes for each competitor: they come once. */
export function ratesOf(frames: readonly Frame[], now: number): Rates {
  const lately = frames.filter(({ way, at }) => way === 'in' && at > now - windowMs)
  const seconds = Math.max(1, (now - (lately[0]?.at ?? now)) / 1000)
  const deltas = lately.filter(({ kind, competitors }) => kind === 'delta' && competitors > 0)
  const sum = (of: readonly Frame[], value: (frame: Frame) => number) =>
    of.reduce((all, frame) => all + value(frame), 0)
  return {
    messages: lately.length / seconds,
    bytes: sum(lately, ({ bytes }) => bytes) / seconds,
    perCompetitor:
      deltas.length === 0
        ? null
        : sum(deltas, ({ bytes }) => bytes) / sum(deltas, ({ competitors }) => competitors),
  }
}
