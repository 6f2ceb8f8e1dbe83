import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import { type FieldError, invalid } from '../../problems.ts'
import { fromText } from './from-text.ts'

/**
 * Checks a part of a request against its TypeBox schema; what comes as text in an address is read as what it has to be.
 * A parameter that is not known is refused: misspelt, it would quietly be as good as left out.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema: asWritten, httpPart }) => {
  const schema = httpPart === 'querystring' ? strict(asWritten) : asWritten
  const validator = Compile(schema)
  return (given: unknown) => {
    const value = httpPart === 'body' ? given : fromText(schema, given as Record<string, unknown>)
    if (validator.Check(value)) return { value }
    const errors = toldOf([...validator.Errors(value)]).map((error) =>
      fieldError(error, value, schema, httpPart),
    )
    return { error: invalid(errors as [FieldError, ...FieldError[]]) }
  }
}

const strict = (schema: TSchema): TSchema => ({ ...schema, additionalProperties: false })

interface SchemaError {
  instancePath: string
  schemaPath: string
  message: string
  keyword: string
  params: object
}

/** Without what only repeats another error: each kind that a value may have and has not, each name that is not known. */
function toldOf<E extends SchemaError>(errors: readonly E[]): E[] {
  const alternatives = errors.filter(({ keyword }) => keyword === 'anyOf').map(({ schemaPath }) => schemaPath)
  return errors.filter(
    ({ keyword, schemaPath }) =>
      keyword !== 'boolean' && !alternatives.some((path) => schemaPath.startsWith(`${path}/`)),
  )
}

function fieldError(
  { instancePath, schemaPath, message, keyword, params }: SchemaError,
  whole: unknown,
  schema: TSchema,
  part?: string,
): FieldError {
  const named = (name: 'requiredProperties' | 'additionalProperties') =>
    (params as Record<string, string[] | undefined>)[name]?.join(', ')
  const path = instancePath.slice(1).replaceAll('/', '.')
  const missing = keyword === 'required' ? named('requiredProperties') : undefined
  const unknown = keyword === 'additionalProperties' ? named('additionalProperties') : undefined
  const field = [path, missing ?? unknown].filter(Boolean).join('.') || (part ?? 'request')
  if (missing) return { field, message: 'is missing', remedy: 'give it' }
  const at = Value.Pointer.Get(schema, schemaPath.slice(1)) as {
    properties?: object
    anyOf?: { const?: unknown }[]
    description?: string
  }
  const known = Object.keys(at?.properties ?? {}).join(', ')
  if (unknown) {
    const remedy =
      known === '' ? 'leave it out; there are none' : `leave it out or correct its name; known are ${known}`
    return { field, message: 'is not known', remedy }
  }
  const value = instancePath === '' ? whole : Value.Pointer.Get(whole, instancePath)
  const { echo, text } = echoOf(value)
  const choices = at?.anyOf?.map((one) => one.const).filter((value) => value !== undefined)
  const isChoice = keyword === 'anyOf' && choices !== undefined && choices.length === at?.anyOf?.length
  const words = isChoice ? `one of ${choices.join(', ')}` : at?.description
  const remedy = keyword === 'anyOf' && words ? `give ${words}` : message
  return { field, value: echo, message: `${cut(text, 80)} cannot be used`, remedy }
}

/** How much of a refused value is said back, characters of JSON. */
const echoLimit = 200

/** A refused value as it is said back: itself while it is short, else the beginning of its JSON. */
function echoOf(value: unknown): { echo: unknown; text: string } {
  let text: string
  try {
    text = JSON.stringify(value) ?? 'nothing'
  } catch {
    // JSON.parse reads deeper nesting than JSON.stringify can write.
    return { echo: '…', text: 'so deep a value' }
  }
  return { echo: text.length > echoLimit ? cut(text, echoLimit) : value, text }
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text
}
