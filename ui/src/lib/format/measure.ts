import { figure, say } from '../words/say.ts'
import { kmPerMile, unitCm, units } from './units.ts'

/** "2.41 km", below a kilometre "840 m", or "1.49 mi"; rounded down: nobody has covered what is still ahead. */
export function distance(cm: number): string {
  if (units() === 'mi')
    return say('parts.mi', { n: figure(Math.max(0, Math.floor((cm / unitCm()) * 100)) / 100, 2) })
  const m = Math.max(0, Math.floor(cm / 100))
  return m < 1000 ? say('parts.m', { n: m }) : say('parts.km', { n: figure(Math.floor(m / 10) / 100, 2) })
}

/** A course’s length in km, as organisers say it: "5 km", "42.195 km", "400 m". */
export function courseLength(cm: number): string {
  const m = Math.round(cm / 100)
  return m < 1000 ? say('parts.m', { n: m }) : say('parts.km', { n: Math.round(m / 10) / 100 })
}

/** A round distance along the course, or all of it: "2 km", "400 m", "1.5 mi". */
export function mark(cm: number): string {
  return units() === 'mi' ? say('parts.mi', { n: Math.round((cm / unitCm()) * 100) / 100 }) : courseLength(cm)
}

/** How much of the course lies behind somebody: all of it, rounded as its length is, once they are in. */
export function covered({ cm, finished }: { cm: number; finished: boolean }): string {
  return finished ? mark(cm) : distance(cm)
}

/**
 * How much of the course lies ahead of somebody: what is missing from what they have covered to its length, both as they are
 * written, and never nothing before they are in. Below a kilometre it is metres, rounded up.
 */
export function toGo({ cm, toGoCm }: { cm: number; toGoCm: number }): string {
  const lengthCm = cm + toGoCm
  const least = toGoCm > 0 ? 1 : 0
  if (units() === 'mi') {
    const hundredths = Math.round((lengthCm / unitCm()) * 100) - Math.floor((cm / unitCm()) * 100)
    return say('parts.mi', { n: figure(Math.max(least, hundredths) / 100, 2) })
  }
  const m = Math.ceil(toGoCm / 100)
  if (m < 1000) return say('parts.m', { n: m })
  const coveredM = Math.max(0, Math.floor(cm / 100))
  const covered = coveredM < 1000 ? coveredM / 10 : Math.floor(coveredM / 10)
  const tens = Math.round(Math.round(lengthCm / 1000) - covered)
  return say('parts.km', { n: figure(Math.max(100, tens) / 100, 2) })
}

/** Pace of `secondsPerKm` as min/km or min/mile, "4:32"; a dash where there is none. */
export function pace(secondsPerKm: number | null): string {
  if (secondsPerKm === null || !Number.isFinite(secondsPerKm)) return '–'
  const s = Math.round(units() === 'mi' ? secondsPerKm * kmPerMile : secondsPerKm)
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`
}
