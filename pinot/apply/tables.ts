import type { Controller } from '../controller/controller.ts'
import type { Schema, TableConfig } from '../tables/config-files.ts'
import { isWithin } from './is-within.ts'
import type { Outcome } from './outcome.ts'

export async function applySchema(controller: Controller, schema: Schema): Promise<Outcome> {
  const there = await controller.schema(schema.schemaName)
  const done = (outcome: Outcome['outcome']): Outcome => ({
    kind: 'schema',
    name: schema.schemaName,
    outcome,
  })
  if (there && isWithin(schema, there)) return done('unchanged')
  if (!there) await controller.addSchema(schema)
  else await controller.updateSchema(schema)
  return done(there ? 'updated' : 'created')
}

export async function applyTable(controller: Controller, config: TableConfig): Promise<Outcome> {
  const there = await controller.table(config)
  const done = (outcome: Outcome['outcome']): Outcome => ({ kind: 'table', name: config.tableName, outcome })
  if (!there) {
    await controller.addTable(config)
    return done('created')
  }
  if (isWithin(await controller.understood(config), there)) return done('unchanged')
  await controller.updateTable(config)
  return done('updated')
}
