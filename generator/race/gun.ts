const ZONED = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/

/** Epoch ms, whole, of a moment in epoch ms or ISO 8601 with a zone; null where it is neither, or no day of any year. */
export function momentOf(given: number | string): number | null {
  if (typeof given === 'number') return given
  const parts = ZONED.exec(given)
  if (!parts) return null
  const [, year, month, day] = parts
  const ms = Math.round(Date.parse(given))
  if (!Number.isSafeInteger(ms) || ms < 0) return null
  // Date.parse takes 30 February for 2 March.
  return Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate() ? null : ms
}
