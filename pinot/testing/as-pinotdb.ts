import { readFileSync } from 'node:fs'
import type { Place } from './place.ts'

/**
 * Sends a query as Python's pinotdb does: parameters of the form %(name)s are replaced by literals, a text in single
 * quotes with its quotes doubled, and the text is posted as {"sql": ...}. Returns rows as objects.
 */
export async function execute(
  place: Place,
  sql: string,
  parameters: Record<string, string | number> = {},
): Promise<Record<string, unknown>[]> {
  const filled = sql.replaceAll(/%\((\w+)\)s/g, (_, name: string) => {
    const value = parameters[name]
    if (value === undefined) throw new Error(`the query wants ${name}`)
    return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`
  })
  const answer = await fetch(`${place.broker.origin}/query/sql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sql: filled }),
  })
  const { resultTable, exceptions } = (await answer.json()) as {
    resultTable?: { dataSchema: { columnNames: string[] }; rows: unknown[][] }
    exceptions: { message: string }[]
  }
  if (exceptions.length > 0 || !resultTable) throw new Error(exceptions[0]?.message ?? 'no table')
  const { columnNames } = resultTable.dataSchema
  return resultTable.rows.map((row) => Object.fromEntries(columnNames.map((name, i) => [name, row[i]])))
}

/** A query of ../queries, its tables those of the place. */
export function queryFile(place: Place, name: string): string {
  const sql = readFileSync(new URL(`../queries/${name}.sql`, import.meta.url), 'utf8')
  return sql
    .replaceAll(/\bFROM (\w+)/g, `FROM $1${place.suffix}`)
    .replaceAll("lookup('courses'", `lookup('courses${place.suffix}'`)
}
