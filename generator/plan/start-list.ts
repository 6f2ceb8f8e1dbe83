import { Role } from '@racecast/pinot/events'
import { type CsvError, parse } from 'csv-parse/sync'
import { type FieldError, invalid } from '../problems.ts'
import type { EntryDraft } from './invented-entries.ts'
import { BIDI_EMBEDDINGS, CONTROLS } from './text-controls.ts'

const COLUMNS = ['bib', 'name', 'club', 'category', 'wave', 'role', 'anonymous'] as const
type Column = (typeof COLUMNS)[number]
const LONGEST: Partial<Record<Column, number>> = { bib: 12, name: 120, club: 120, category: 40, wave: 20 }
const ROLES: readonly string[] = Role.anyOf.map((role) => role.const)
const YES = ['yes', 'true', '1', 'y']
const NO = ['', 'no', 'false', '0', 'n']
const MOST_ENTRIES = 100_000
/** A list that is wrong throughout is not answered with thousands of errors. */
const MOST_ERRORS = 100

/** Tab or semicolon where the header has them: spreadsheets export both as CSV. */
function delimiterOf(csv: string): string {
  const header = csv.split(/\r\n|\r|\n/, 1)[0] ?? ''
  return [',', ';', '\t'].find((one) => header.includes(one)) ?? ','
}

function readRows(csv: string, errors: FieldError[]): string[][] {
  try {
    return parse(csv, {
      bom: true,
      delimiter: delimiterOf(csv),
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      trim: true,
    })
  } catch (error) {
    const { lines, message } = error as CsvError & { lines?: number }
    const remedy = 'save the list as CSV in UTF-8, with quotes around texts that hold commas or quotes'
    const row = lines === undefined ? {} : { row: lines }
    errors.push({ field: 'startList', value: null, message, remedy, ...row })
    return []
  }
}

function columnsOf(header: readonly string[], errors: FieldError[]): Map<Column, number> {
  const columns = new Map<Column, number>()
  const add = (value: string, message: string, remedy: string) =>
    errors.push({ field: 'startList', value, message, remedy, row: 1 })
  for (const [i, title] of header.entries()) {
    const column = title.toLowerCase() as Column
    if (!COLUMNS.includes(column))
      add(title, `${JSON.stringify(title)} is not a column`, `remove it; there are ${COLUMNS.join(', ')}`)
    else if (columns.has(column)) add(title, `the column ${column} is there twice`, 'remove one of them')
    else columns.set(column, i)
  }
  for (const needed of ['bib', 'name'] as const)
    if (!columns.has(needed)) add(needed, `the column ${needed} is missing`, 'add it to the first row')
  return columns
}

/**
 * The entries of a start list in CSV: a header row, `bib` and `name`, and optionally club, category, wave, role and
 * anonymous (yes or no). Throws `invalid-start-list` with row, field, value and remedy of what cannot be used.
 */
export function readStartList(csv: string): { entries: EntryDraft[]; waves: string[] } {
  const { entries, waves, errors } = checkStartList(csv)
  if (errors.length > 0) throw invalid('invalid-start-list', errors)
  return { entries, waves }
}

export interface CheckedStartList {
  /** As they are read, those with something wrong too. */
  entries: EntryDraft[]
  waves: string[]
  /** What cannot be used, at most some hundred; `row` as a spreadsheet counts, the header being row 1. */
  errors: FieldError[]
}

/** Reads a start list and says all that is wrong with it. Throws nothing. */
export function checkStartList(csv: string): CheckedStartList {
  const errors: FieldError[] = []
  const [header, ...rows] = readRows(csv, errors)
  const columns = header && csv.trim() !== '' ? columnsOf(header, errors) : undefined
  if (!header || !columns || errors.length > 0) {
    if (errors.length === 0)
      errors.push({
        field: 'startList',
        value: 0,
        message: 'has no entries',
        remedy: 'add a header and a row for everybody',
      })
    return { entries: [], waves: [], errors }
  }
  const rowOfBib = new Map<string, number>()
  const waves = new Set<string>()

  const entries = rows.flatMap((cells, i): EntryDraft[] => {
    const row = i + 2
    if (cells.every((cell) => cell === '')) return []
    const cell = (column: Column) => (cells[columns.get(column) ?? -1] ?? '').normalize('NFC')
    const add = (field: string, value: string, message: string, remedy: string) => {
      if (errors.length < MOST_ERRORS)
        errors.push({ field, value: value.slice(0, 200), message, remedy, row })
    }
    const bib = cell('bib')
    const name = cell('name')
    const role = cell('role').toLowerCase() || 'competitor'
    const anonymous = cell('anonymous').toLowerCase()
    const wave = cell('wave')
    if (cells.length > header.length)
      add(
        'startList',
        cells.at(-1) ?? '',
        `has ${cells.length} cells for ${header.length} columns`,
        'quote commas',
      )
    if (bib === '') add('bib', bib, 'is empty', 'give every row a bib')
    else if (rowOfBib.has(bib))
      add('bib', bib, `is that of line ${rowOfBib.get(bib)} too`, 'give each its own bib')
    else rowOfBib.set(bib, row)
    if (name === '' && !YES.includes(anonymous))
      add('name', name, 'is empty', 'give a name or make it anonymous')
    for (const [column, most] of Object.entries(LONGEST) as [Column, number][])
      if (cell(column).length > most) add(column, cell(column), `is over ${most} characters`, 'shorten it')
    for (const column of columns.keys()) {
      const text = cell(column)
      if (text.includes('\ufffd'))
        add(column, text, 'holds characters that were lost', 'save the list as UTF-8')
      else if (CONTROLS.test(text))
        add(column, text, 'holds control characters', 'remove line breaks and tabs')
      else if (BIDI_EMBEDDINGS.test(text))
        add(column, text, 'holds characters that turn the direction of writing', 'remove them')
    }
    if (!ROLES.includes(role)) add('role', role, 'is not a role', `use ${ROLES.join(', ')}`)
    if (!YES.includes(anonymous) && !NO.includes(anonymous))
      add('anonymous', anonymous, 'is neither yes nor no', 'use yes or no')
    if (wave !== '') waves.add(wave)
    const rest = { club: cell('club'), category: cell('category'), wave, standing: 'entered' as const }
    return [
      {
        competitorId: 0,
        bib,
        name,
        role: role as EntryDraft['role'],
        anonymous: YES.includes(anonymous),
        ...rest,
      },
    ]
  })

  if (waves.size > 0)
    for (const { bib, wave } of entries)
      if (wave === '' && errors.length < MOST_ERRORS) {
        const remedy = 'give every row a wave or none'
        const row = rowOfBib.get(bib)
        errors.push({
          field: 'wave',
          value: wave,
          message: 'is empty, others have one',
          remedy,
          ...(row && { row }),
        })
      }
  const listError = (value: number, message: string, remedy: string) =>
    errors.push({ field: 'startList', value, message, remedy })
  if (waves.size > 50) listError(waves.size, 'has more than 50 waves', 'join waves')
  if (entries.length === 0) listError(0, 'has no entries', 'add a row for every competitor below the header')
  if (entries.length > MOST_ENTRIES)
    listError(entries.length, 'has too many rows', `give at most ${MOST_ENTRIES}`)
  for (const [i, entry] of entries.entries()) entry.competitorId = i + 1
  return { entries, waves: [...waves], errors }
}
