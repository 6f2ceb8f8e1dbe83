export type Cell = string | number | boolean | null | undefined

/**
 * A table as CSV (RFC 4180: CRLF, quotes doubled). A text that a spreadsheet would take for a formula is led by
 * an apostrophe, so that a name like "=HYPERLINK(...)" stays a name, in the wide letters of East Asia too; numbers and
 * gaps ("+0:12") are left alone.
 */
export function csv<R extends object>(columns: readonly (keyof R & string)[], rows: Iterable<R>): string {
  const lines = [columns.map(cell).join(',')]
  for (const row of rows) lines.push(columns.map((name) => cell(row[name] as Cell)).join(','))
  return `${lines.join('\r\n')}\r\n`
}

function cell(value: Cell): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const isFormula = /^[=+\-@＝＋－＠\t\r\n]/.test(value) && !/^[+-]\d+(:\d\d){1,2}$/.test(value)
  const safe = isFormula ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
