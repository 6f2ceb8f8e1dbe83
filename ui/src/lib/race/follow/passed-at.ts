import { type BoardRow, type Facts, waveGunMs } from '@racecast/gateway/protocol'
import type { Picture } from '../picture.ts'

const kmCm = 100_000

/**
 * When somebody came by at `cm` from the start, race ms: measured at start, full kilometres and finish; between two of
 * them on the straight line of time and distance, as for a mile. Null where one of the two is not known.
 *
 * @param gunMs the start of who has none of their own, race ms
 * @param now where they are, for what has no kilometre after it yet
 */
export function passedAt(
  facts: Facts | undefined,
  gunMs: number,
  lengthCm: number,
  cm: number,
  now?: { cm: number; ms: number },
): number | null {
  const before = Math.floor(cm / kmCm)
  const fromMs = before === 0 ? (facts?.start ?? gunMs) : (facts?.splits?.[before - 1] ?? null)
  if (fromMs === null || cm === before * kmCm) return fromMs
  const after = afterwards(facts, before, lengthCm) ?? now
  if (!after || after.cm <= cm) return null
  return fromMs + ((after.ms - fromMs) * (cm - before * kmCm)) / (after.cm - before * kmCm)
}

/** Whether everybody's time is measured at `cm` from the start. */
export function isTimed(cm: number, lengthCm: number): boolean {
  return cm % kmCm === 0 || cm === lengthCm
}

/** When the runner of `row` came by at `cm`, race ms; null where that is not known. */
export function passedByRow(
  { race, facts }: Pick<Picture, 'race' | 'facts'>,
  lengthCm: number,
  row: BoardRow,
  cm: number,
): number | null {
  const gunMs = waveGunMs(race, row.entry.wave)
  const now = { cm: row.cm, ms: row.placedMs + gunMs }
  return passedAt(facts.get(row.entry.id), gunMs, lengthCm, cm, now)
}

/** The next measured place after a kilometre. */
function afterwards(
  facts: Facts | undefined,
  km: number,
  lengthCm: number,
): { cm: number; ms: number } | null {
  const nextCm = (km + 1) * kmCm
  const ms = nextCm < lengthCm ? facts?.splits?.[km] : facts?.finish
  return ms === null || ms === undefined ? null : { cm: Math.min(nextCm, lengthCm), ms }
}
