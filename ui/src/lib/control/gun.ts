/** What a correction of the gun changes, told before it is made. */
export interface GunChange {
  /** Later is positive, ms. */
  byMs: number
  says: string
}

/** A moment as a datetime-local field with tenths has it. */
export function fieldOf(ms: number): string {
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 21)
}

/**
 * @param from the gun as it is, epoch ms
 * @param text what stands in the field
 * @param finishers how many times of finish change with it
 * @param wave whose gun it is; null for that of the race with all its waves
 */
export function gunChange(
  from: number,
  text: string,
  finishers: number,
  wave: string | null = null,
): GunChange | null {
  const to = Date.parse(text)
  if (Number.isNaN(to)) return null
  const byMs = to - from
  // The field has tenths: what is less was not typed.
  if (Math.abs(byMs) < 100) return { byMs: 0, says: 'That is when it was.' }
  const s = Math.abs(byMs) / 1000
  const by =
    s < 60 ? `${Number(s.toFixed(1))} s` : `${Math.floor(s / 60)} min ${Number((s % 60).toFixed(1))} s`
  const times =
    finishers === 0 ? '' : `, also the ${finishers === 1 ? 'one time' : `${finishers} times`} of finish`
  return {
    byMs,
    says:
      `The gun ${wave === null ? '' : `of wave ${wave} `}goes ${by} ${byMs > 0 ? 'later' : 'earlier'}: every race time ` +
      `${wave === null ? '' : 'of that wave '}becomes ${by} ${byMs > 0 ? 'shorter' : 'longer'}${times}. All screens begin anew with it.`,
  }
}
