import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { machine, type Row } from './measure.ts'

/** Writes benchmarks/results/DATE-NAME.json. */
export function keep(name: string, what: string, rows: readonly Row[]): void {
  const date = new Date().toISOString().slice(0, 10)
  const directory = join(import.meta.dirname, 'results')
  mkdirSync(directory, { recursive: true })
  const result = { date, machine: machine(), what, rows }
  writeFileSync(join(directory, `${date}-${name}.json`), `${JSON.stringify(result, null, 2)}\n`)
}
