import type { TSchema } from 'typebox'

/** What JSON would write for a number: no blanks, no plus, no hexadecimal, nothing left out. */
const number = /^-?\d{1,16}(\.\d{1,16})?$/

/**
 * The parts of an address as their schema has them: numbers and booleans where they are written as such. All else stays
 * the text that it is, for the schema to refuse.
 */
export function fromText(schema: TSchema, given: Record<string, unknown>): Record<string, unknown> {
  const { properties = {} } = schema as { properties?: Record<string, TSchema> }
  const value: Record<string, unknown> = { ...given }
  for (const [name, of] of Object.entries(properties))
    if (Object.hasOwn(value, name)) value[name] = read(of, value[name])
  return value
}

function read(schema: TSchema, given: unknown): unknown {
  if (typeof given !== 'string') return given
  const { type } = schema as { type?: string }
  if ((type === 'integer' || type === 'number') && number.test(given)) return Number(given)
  if (type === 'boolean' && /^(true|1)$/.test(given)) return true
  if (type === 'boolean' && /^(false|0)$/.test(given)) return false
  return given
}
