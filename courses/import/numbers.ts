import { refusal } from './problems.ts'

/** A number of a file or an option, or undefined where nothing is written; refuses what is not a number. */
export function numberFrom(feature: string, field: 'distance' | 'laps', value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number)) return number
  throw refusal(field === 'laps' ? 'BAD_LAPS' : 'BAD_DISTANCE', { feature, field, value })
}
