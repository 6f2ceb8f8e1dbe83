import { Compile } from 'typebox/compile'
import { EntryRecord } from './entry.ts'
import { FixRow } from './fix.ts'
import { RaceRecord } from './race.ts'

const race = Compile(RaceRecord)
const entry = Compile(EntryRecord)
const fix = Compile(FixRow)

function refuse(
  what: string,
  value: unknown,
  errors: Iterable<{ instancePath: string; message: string }>,
): never {
  const [first] = errors
  const text = JSON.stringify(value) ?? String(value)
  throw new TypeError(
    `${what}${first?.instancePath ?? ''} ${first?.message ?? 'is not valid'}: ${text.slice(0, 300)}`,
  )
}

/** Throws a TypeError that names the field and the row. */
export function checkRace(value: unknown): asserts value is RaceRecord {
  if (!race.Check(value)) refuse('race', value, race.Errors(value))
}
export function checkEntry(value: unknown): asserts value is EntryRecord {
  if (!entry.Check(value)) refuse('entry', value, entry.Errors(value))
}
export function checkFix(value: unknown): asserts value is FixRow {
  if (!fix.Check(value)) refuse('fix', value, fix.Errors(value))
}
