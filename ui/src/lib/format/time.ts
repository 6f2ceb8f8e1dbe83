import type { Expected } from '@racecast/gateway/protocol'
import { figure, leftToRight, say } from '../words/say.ts'

const pad = (n: number) => String(n).padStart(2, '0')

/** A race clock's h:mm:ss, or m:ss below an hour; a time to come has a minus. Whole seconds, rounded down. */
export function clock(ms: number): string {
  return leftToRight(digits(ms))
}

function digits(ms: number): string {
  const sign = ms < 0 ? '−' : ''
  // Down in either direction of time: 0:00 is on the clock only after the gun.
  const s = Math.abs(Math.floor(ms / 1000))
  const h = Math.floor(s / 3600)
  const m = Math.floor(s / 60) % 60
  return h > 0 ? `${sign}${h}:${pad(m)}:${pad(s % 60)}` : `${sign}${m}:${pad(s % 60)}`
}

/** The big clock: always hh:mm:ss, so that nothing moves when an hour is full. */
export function longClock(ms: number): string {
  const s = Math.abs(Math.floor(ms / 1000))
  return leftToRight(
    `${ms < 0 ? '−' : ''}${pad(Math.floor(s / 3600))}:${pad(Math.floor(s / 60) % 60)}:${pad(s % 60)}`,
  )
}

/** The gap to the front: "+0:12", "+1:02:03"; nothing for who is the front or where it is not known. */
export function gap(ms: number | null): string {
  // Rounded down like the times that it stands beside, so that they add up.
  return ms === null || ms < 1000 ? '' : leftToRight(`+${digits(ms)}`)
}

/** The same for a line of its own: "+0:00" below a second, a dash where it is not known. */
export function gapFigure(ms: number | null): string {
  return ms === null ? '–' : gap(ms) || leftToRight(`+${digits(0)}`)
}

/** How long somebody has been at something: "8 s", "1:20". */
export function lasting(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000))
  return s < 60 ? say('parts.s', { n: s }) : clock(s * 1000)
}

/** Half the width of the band in which something is expected, "1:30": a whole second more rather than less. */
export function giveOrTake({ raceMs, early, late }: Expected): string {
  return lasting(Math.ceil(Math.max(late - raceMs, raceMs - early) / 1000) * 1000)
}

/** An age in words that stays readable while it changes: "0.4 s", "12 s", "3 min", "2 h". */
export function age(ms: number): string {
  const s = Math.max(0, ms) / 1000
  if (s < 0.95) return say('parts.s', { n: figure(s, 1) })
  if (s < 90) return say('parts.s', { n: Math.round(s) })
  if (s < 5400) return say('parts.min', { n: Math.round(s / 60) })
  return say('parts.h', { n: Math.round(s / 3600) })
}

/** What is left until the gun: "in 12 s", "in 4:10", "in 2 d 3 h". */
export function countdown(ms: number): string {
  const s = Math.max(0, Math.ceil(ms / 1000))
  const days = Math.floor(s / 86_400)
  if (days > 0) return say('parts.days', { days, hours: Math.floor(s / 3600) % 24 })
  return clock(s * 1000)
}

/** A moment (epoch ms) by the clock of whoever looks: 14:03:09. */
export function timeOfDay(ms: number): string {
  const at = new Date(ms)
  return `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`
}

/** A time as it is spoken, which a clock's figures are not: "17 min 36 s", "1 h 2 min 3 s". */
export function spokenTime(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000))
  const hours = Math.floor(s / 3600)
  const parts = [say('parts.min', { n: Math.floor(s / 60) % 60 }), say('parts.s', { n: s % 60 })]
  return (hours > 0 ? [say('parts.h', { n: hours }), ...parts] : parts).join(' ')
}
