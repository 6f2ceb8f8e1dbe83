import { timeOfDay } from '../format/time.ts'

/** What a correction of the gun changes, told before it is made. */
export interface GunChange {
  /** Later is positive, ms; 0 where there is nothing to order, as `says` says. */
  byMs: number
  says: string
}

/** A moment as a datetime-local field with tenths has it. */
export function fieldOf(ms: number): string {
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 21)
}

export interface AskedGun {
  /** The gun as it is, epoch ms. */
  from: number
  /** The server's clock, epoch ms: a gun that has gone cannot be moved into the future, nor one to come into the past. */
  now: number
  /** Whether the race waits for its gun. */
  isToCome: boolean
  /** How many times of finish change with it. */
  finishers: number
  /** Whose gun it is; null for that of the race with all its waves. */
  wave: string | null
}

/** @param text what stands in the field; null where that is no time */
export function gunChange(
  text: string,
  { from, now, isToCome, finishers, wave }: AskedGun,
): GunChange | null {
  const to = Date.parse(text)
  if (Number.isNaN(to)) return null
  const byMs = to - from
  // The field has tenths: what is less was not typed.
  if (Math.abs(byMs) < 100) return { byMs: 0, says: `That is when it ${isToCome ? 'is' : 'was'}.` }
  if (isToCome && to <= now)
    return { byMs: 0, says: `That has passed: it is ${timeOfDay(now)}. Give a later time, or start now.` }
  if (!isToCome && to > now)
    return {
      byMs: 0,
      says: `That is still to come: it is ${timeOfDay(now)}, and the gun has gone. Give an earlier time.`,
    }
  const s = Math.abs(byMs) / 1000
  const by = [
    ...(s < 3600 ? [] : [`${Math.floor(s / 3600)} h`]),
    ...(s < 60 ? [] : [`${Math.floor(s / 60) % 60} min`]),
    `${Number((s % 60).toFixed(1))} s`,
  ].join(' ')
  if (isToCome)
    return { byMs, says: `The race starts ${by} ${byMs > 0 ? 'later' : 'earlier'}, with all its waves.` }
  const times =
    finishers === 0 ? '' : `, also the ${finishers === 1 ? 'one time' : `${finishers} times`} of finish`
  return {
    byMs,
    says:
      `The gun ${wave === null ? '' : `of wave ${wave} `}goes ${by} ${byMs > 0 ? 'later' : 'earlier'}: every race time ` +
      `${wave === null ? '' : 'of that wave '}becomes ${by} ${byMs > 0 ? 'shorter' : 'longer'}${times}. All screens begin anew with it.`,
  }
}
