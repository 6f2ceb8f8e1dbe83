import { readFileSync } from 'node:fs'
import type { Table } from './names.ts'

/** A schema or a table config as it lies beside this file; what is in it is Pinot's to judge. */
export interface Schema {
  schemaName: string
  [key: string]: unknown
}
export interface TableConfig {
  tableName: string
  tableType: 'REALTIME' | 'OFFLINE'
  segmentsConfig: Record<string, string>
  tableIndexConfig: { streamConfigs?: Record<string, string>; [key: string]: unknown }
  [key: string]: unknown
}

const read = (file: string) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'))

export const schemaFile = (table: Table): Schema => read(`${table}.schema.json`)
export const tableFile = (table: Table): TableConfig => read(`${table}.table.json`)
