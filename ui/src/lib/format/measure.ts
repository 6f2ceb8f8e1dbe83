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

/** Pace of `secondsPerKm` as min/km or min/mile, "4:32"; a dash where there is none. */
export function pace(secondsPerKm: number | null): string {
  if (secondsPerKm === null || !Number.isFinite(secondsPerKm)) return '–'
  const s = Math.round(units() === 'mi' ? secondsPerKm * kmPerMile : secondsPerKm)
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`
}
