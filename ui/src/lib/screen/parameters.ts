import { languages } from '../words/languages.ts'

/** What a screen can be held at by its address. */
export const fixedScenes = [
  ...(['map', 'tower', 'clock', 'gap', 'arrivals', 'finishers', 'lower-third'] as const),
  ...(['leader', 'fence', 'finish-line', 'podium', 'results', 'start-list'] as const),
] as const
export type FixedScene = (typeof fixedScenes)[number]

/** What the address of a screen asks for. */
export interface Wish {
  /** Null: the director chooses. */
  scene: FixedScene | null
  /** Nothing but the scene: what lies below shows through. */
  transparent: boolean
  /** Null: as the browser has it. */
  theme: 'light' | 'dark' | null
  /** How long everything is held back, ms, whole seconds. */
  delayMs: number
  /** How many lines a list has; null: as many as have room. */
  rows: number | null
  /** Whom the lower third is about, or the two of a gap. */
  bibs: readonly string[]
  /** Who arrives there, cm from the start; null: at the finish. */
  atCm: number | null
  /** What was not understood, each with what could be written. */
  complaints: readonly Complaint[]
}

export interface Complaint {
  name: string
  value: string
  /** What may be written, in the words of the address; null where the name itself is unknown. */
  allowed: string | null
}

const mostDelayMs = 120_000
const mostRows = 20
const mostKm = 1000

/** Reads the address; what cannot be understood is left at its default and complained of. */
export function parseWish(parameters: Pick<URLSearchParams, 'get' | 'entries'>): Wish {
  const complaints: Complaint[] = []
  const complain = (name: string, value: string, allowed: string) => complaints.push({ name, value, allowed })

  function oneOf<T extends string>(name: string, allowed: readonly T[]): T | null {
    const value = parameters.get(name)
    if (value === null || value === '') return null
    const found = allowed.find((one) => one === value)
    if (found === undefined) complain(name, value, allowed.join(', '))
    return found ?? null
  }

  function whole(name: string, least: number, most: number): number | null {
    const value = parameters.get(name)
    if (value === null || value === '') return null
    const number = Number(value)
    if (/^\d+$/.test(value) && number >= least && number <= most) return number
    complain(name, value, `${least}–${most}`)
    return null
  }

  /** A distance in km, as cm. */
  function distance(name: string): number | null {
    const value = parameters.get(name)
    if (value === null || value === '') return null
    const km = Number(value)
    if (/^\d+(\.\d{1,3})?$/.test(value) && km > 0 && km <= mostKm) return Math.round(km * 100_000)
    complain(name, value, `0.1–${mostKm}`)
    return null
  }

  const lang = parameters.get('lang')
  const codes = languages.map(({ code }) => code)
  if (lang && !codes.some((code) => code === lang.toLowerCase().split('-')[0]))
    complain('lang', lang, codes.join(', '))
  const scene = oneOf('scene', fixedScenes)
  const bib = parameters.get('bib') ?? ''
  const bibs = bib
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
  if (scene === 'gap' && bibs.length !== 0 && bibs.length !== 2) complain('bib', bib, '12,34')
  const delay = whole('delay', 0, mostDelayMs) ?? 0
  // The feed holds back whole seconds.
  const delayMs = Math.round(delay / 1000) * 1000
  if (delayMs !== delay) complain('delay', String(delay), String(delayMs))
  const wish = {
    scene,
    transparent: oneOf('bg', ['transparent']) !== null,
    theme: oneOf('theme', ['light', 'dark']),
    delayMs,
    rows: whole('rows', 1, mostRows),
    bibs,
    atCm: distance('km'),
  }
  for (const [name, value] of parameters.entries())
    if (!known.has(name)) complaints.push({ name, value, allowed: null })
  return { ...wish, complaints }
}

/** What can only be complained of once the course is known: a place beyond its end (`lengthCm`). */
export function pastTheEnd({ atCm }: Pick<Wish, 'atCm'>, lengthCm: number): Complaint[] {
  if (atCm === null || atCm < lengthCm) return []
  return [
    { name: 'km', value: String(atCm / 100_000), allowed: `0.1–${Math.floor((lengthCm - 1) / 10_000) / 10}` },
  ]
}

const known = new Set(['scene', 'bg', 'theme', 'delay', 'rows', 'bib', 'km', 'key', 'lang'])
