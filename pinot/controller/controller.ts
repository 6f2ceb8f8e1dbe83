import { FormData } from 'undici'
import type { PinotAddress } from '../broker/address.ts'
import { pinotAgent, send } from '../broker/http.ts'
import type { Schema, TableConfig } from '../tables/config-files.ts'

/** Ingesting a file and deleting a table take longer than a query. */
const SLOW_MS = 60_000

export type Controller = ReturnType<typeof openController>

/** The parts of a Pinot controller's REST API that setting up needs. Errors name the controller and what it said. */
export function openController(given: PinotAddress) {
  const address = { ...given, timeoutMs: Math.max(given.timeoutMs, SLOW_MS) }
  const agent = pinotAgent(address, 2)

  async function request(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: string | FormData,
  ): Promise<Record<string, unknown> | null> {
    const json = typeof body === 'string'
    const { status, text } = await send(agent, address, {
      method,
      path,
      json,
      ...(body === undefined ? {} : { body }),
    }).catch((error: Error & { code?: string }) => {
      const why = error.message || error.code || error.name
      throw new Error(`Pinot's controller at ${address.shown} cannot be reached: ${why}`, { cause: error })
    })
    if (status === 404) return null
    if (status < 300) return JSON.parse(text)
    const said = text.slice(0, 500)
    throw new Error(
      `Pinot's controller at ${address.shown}: ${method} ${path} is answered by ${status}: ${said}`,
    )
  }

  const typeOf = ({ tableType }: TableConfig) => tableType.toLowerCase()

  return {
    schema: (name: string) => request('GET', `/schemas/${name}`),
    addSchema: (schema: Schema) => request('POST', '/schemas', JSON.stringify(schema)),
    updateSchema: (schema: Schema) =>
      request('PUT', `/schemas/${schema.schemaName}?reload=true`, JSON.stringify(schema)),
    removeSchema: (name: string) => request('DELETE', `/schemas/${name}`),

    /** The table's config, or null. */
    async table(config: TableConfig): Promise<unknown> {
      const tables = await request('GET', `/tables/${config.tableName}?type=${typeOf(config)}`)
      return tables?.[config.tableType] ?? null
    },
    /** The config as this release of Pinot understands it: what it does not know is left out. */
    async understood(config: TableConfig): Promise<unknown> {
      const understood = await request('POST', '/tables/validate', JSON.stringify(config))
      return understood?.[config.tableType]
    },
    addTable: (config: TableConfig) => request('POST', '/tables', JSON.stringify(config)),
    async updateTable(config: TableConfig): Promise<void> {
      await request('PUT', `/tables/${config.tableName}`, JSON.stringify(config))
      await request('POST', `/segments/${config.tableName}/reload?type=${config.tableType}`)
    },
    /** Up to where the servers have consumed each partition: see `consumedOffsets`. Null where there is no table. */
    consumingSegments: (name: string) => request('GET', `/tables/${name}/consumingSegmentsInfo`),
    /** Seals the segments that are being filled, and begins none until it is told to. */
    pauseConsumption: (name: string) => request('POST', `/tables/${name}/pauseConsumption`),
    resumeConsumption: (name: string) => request('POST', `/tables/${name}/resumeConsumption`),
    removeTable: (name: string) => request('DELETE', `/tables/${name}`),

    /** Replaces the one segment `segment` of an offline table by rows, each a JSON object. */
    async ingest(table: string, segment: string, rows: readonly object[]): Promise<void> {
      const batch = {
        inputFormat: 'json',
        'segmentNameGenerator.type': 'fixed',
        'segmentNameGenerator.configs.segment.name': segment,
      }
      const query = new URLSearchParams({
        tableNameWithType: `${table}_OFFLINE`,
        batchConfigMapStr: JSON.stringify(batch),
      })
      const lines = rows.map((row) => JSON.stringify(row)).join('\n')
      const form = new FormData()
      form.append('file', new Blob([lines]), `${table}.json`)
      await request('POST', `/ingestFromFile?${query}`, form)
    },

    close: () => agent.destroy(),
  }
}
