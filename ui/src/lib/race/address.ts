import type { LonLat } from '@racecast/courses'

/** `href` with these parameters changed, taken out where null; commas and colons stay as they are, to be read. */
export function changedAddress(href: string, changes: Record<string, string | null>): string {
  const url = new URL(href)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name)
    else url.searchParams.set(name, value)
  }
  return url.href.replaceAll('%2C', ',').replaceAll('%3A', ':')
}

/** `?spot=-0.06572,51.41987`: longitude and latitude; null for anything else. */
export function parseSpot(parameter: string | null): LonLat | null {
  const [lon, lat, more] = (parameter ?? '')
    .split(',')
    .map((text) => (text.trim() ? Number(text) : Number.NaN))
  if (more !== undefined || !(Math.abs(lon ?? Number.NaN) <= 180) || !(Math.abs(lat ?? Number.NaN) <= 90)) {
    return null
  }
  return [lon!, lat!]
}

/** To a metre, which is what a thumb can point at. */
export function spotParameter([lon, lat]: LonLat): string {
  return `${Number(lon.toFixed(5))},${Number(lat.toFixed(5))}`
}

/** `?at=1:02:03`, `?at=19:08` or `?at=1148`: race time, in ms; null for anything else. */
export function parseMoment(parameter: string | null): number | null {
  if (!/^\d{1,3}(:\d{1,2}){0,2}$|^\d{1,6}$/.test(parameter ?? '')) return null
  return parameter!.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1000
}

/** Whole seconds, as a clock shows them. */
export function momentParameter(raceMs: number): string {
  const s = Math.max(0, Math.floor(raceMs / 1000))
  const two = (n: number) => String(n).padStart(2, '0')
  return `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`
}
