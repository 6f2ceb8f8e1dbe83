import { Value } from 'typebox/value'
import type { LonLat } from '../../course.ts'
import { Course } from '../../course.ts'
import type { CheckedDraft, Draft } from '../draft.ts'
import { refusal } from '../problems.ts'
import { geodesicM } from './measure.ts'

/** Of the line as drawn, and of all its laps together. */
export const MOST_LINE_POINTS = 50_000
const MOST_FENCE_POINTS = 500

/** Letters that have no plain letter inside them. */
const PLAIN: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ł: 'l', ı: 'i' }

/** C0 and C1 controls, and what overrides the direction of all text after it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

/** A short name out of a long one: "Crystal Palace!" -> "crystal-palace"; '' if nothing is left of it. */
export function shortNameFrom(name: string): string {
  const plain = name.normalize('NFKD').toLowerCase()
  return plain
    .replace(/\p{M}+/gu, '')
    .replace(/[ßæœøđłı]/g, (letter) => PLAIN[letter]!)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 40)
    .replace(/-+$/, '')
}

function checkPoints(feature: string, field: string, points: readonly unknown[], limit: number): LonLat[] {
  if (points.length > limit) throw refusal('TOO_MANY_POINTS', { feature, field, value: points.length, limit })
  return points.map((point, i) => {
    const [lon, lat] = Array.isArray(point) ? (point as unknown[]) : []
    const particulars = { feature, field, index: i + 1 }
    if (!Number.isFinite(lon) || !Number.isFinite(lat))
      throw refusal('BAD_COORDINATE', { ...particulars, value: asWritten(point) })
    const [x, y] = [lon as number, lat as number]
    const value = `${x},${y}`
    if (Math.abs(y) > 90 && Math.abs(y) <= 180 && Math.abs(x) <= 90)
      throw refusal('SWAPPED', { ...particulars, value, why: `point ${i + 1} has latitude ${y}` })
    if (Math.abs(x) > 180 || Math.abs(y) > 90) throw refusal('OUT_OF_RANGE', { ...particulars, value })
    return [x, y]
  })
}

/** JSON would say null for NaN. */
const asWritten = (point: unknown) =>
  Array.isArray(point)
    ? point.map((part) => (typeof part === 'number' ? `${part}` : JSON.stringify(part))).join(',')
    : point

function checkLine(feature: string, line: readonly unknown[]): LonLat[] {
  const points = checkPoints(feature, 'line', line, MOST_LINE_POINTS)
  const different = new Set(points.map(([lon, lat]) => `${lon},${lat}`)).size
  if (different < 2) throw refusal('TOO_FEW_POINTS', { feature, field: 'line', value: different })
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1]![0], points[i]![0]]
    if (Math.abs(to - from) > 180)
      throw refusal('ANTIMERIDIAN', { feature, field: 'line', value: `${from} to ${to}` })
  }
  return points
}

function checkFence(feature: string, ring: readonly unknown[]): LonLat[] {
  const points = checkPoints(feature, 'fence', ring, MOST_FENCE_POINTS)
  if (points.length === 0) throw refusal('FENCE_SHAPE', { feature, field: 'fence', value: 'empty' })
  const gap = geodesicM(points[0]!, points.at(-1)!)
  if (gap > 0) throw refusal('FENCE_OPEN', { feature, field: 'fence', value: gap.toFixed(1) })
  if (points.length < 4)
    throw refusal('FENCE_SHAPE', { feature, field: 'fence', value: `a ring of ${points.length} points` })
  return points
}

function checkNames({ feature, shortName, longName }: Draft): { shortName: string; longName: string } {
  const short = shortName ?? shortNameFrom(longName ?? '')
  if (!Value.Check(Course.properties.shortName, short))
    throw refusal('BAD_SHORT_NAME', { feature, field: 'shortName', value: short })
  const long = (longName ?? short).trim() || short
  if (long.length > 120) throw refusal('BAD_LONG_NAME', { feature, field: 'longName', value: long.length })
  const index = long.search(UNPRINTABLE)
  if (index >= 0) {
    const value = `U+${long.charCodeAt(index).toString(16).toUpperCase().padStart(4, '0')}`
    throw refusal('UNPRINTABLE_LONG_NAME', { feature, field: 'longName', index: index + 1, value })
  }
  return { shortName: short, longName: long }
}

/** Everything that can be said of a draft without geometry. Throws the first thing that is wrong. */
export function checkDraft(draft: Draft): CheckedDraft {
  const { feature, officialM, laps = 1 } = draft
  const names = checkNames(draft)
  if (!Number.isInteger(laps) || laps < 1 || laps > 100)
    throw refusal('BAD_LAPS', { feature, field: 'laps', value: `${laps}` })
  if (officialM !== undefined && !(officialM >= 0.01 && officialM <= 1_000_000))
    throw refusal('BAD_DISTANCE', { feature, field: 'distance', value: `${officialM}` })
  const flag = (field: 'start' | 'finish') =>
    draft[field] && checkPoints(feature, field, [draft[field]], 1)[0]!
  return {
    ...draft,
    ...names,
    laps,
    line: checkLine(feature, draft.line),
    start: flag('start'),
    finish: flag('finish'),
    fence: draft.fence && checkFence(feature, draft.fence),
  }
}
