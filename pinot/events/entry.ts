import { type Static, Type } from 'typebox'
import { EpochMs } from './epoch-ms.ts'

export const Role = Type.Union([
  Type.Literal('competitor'),
  Type.Literal('pacer'),
  Type.Literal('lead'),
  Type.Literal('sweep'),
])
export type Role = Static<typeof Role>

export const Standing = Type.Union([
  Type.Literal('entered'),
  Type.Literal('DNS'),
  Type.Literal('DNF'),
  Type.Literal('DSQ'),
])
export type Standing = Static<typeof Standing>

/**
 * Who takes part. Topic and table `entries`, key runId:competitorId, kept by the newest `updatedAt`. Names
 * travel here alone, never with positions.
 */
export const EntryRecord = Type.Object({
  runId: Type.String({ format: 'uuid' }),
  competitorId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  /** As printed on the chest: a text, since bibs like "F12" exist. Unique within the race. */
  bib: Type.String({ minLength: 1, maxLength: 12 }),
  name: Type.String({ maxLength: 120 }),
  club: Type.String({ maxLength: 120 }),
  category: Type.String({ maxLength: 40 }),
  wave: Type.String({
    maxLength: 20,
    description: 'that of an entry of the race’s waves; "" in a mass start, whose gun is startTime',
  }),
  role: Role,
  /** The name of an anonymous entry never leaves the gateway. */
  anonymous: Type.Boolean(),
  standing: Standing,
  updatedAt: EpochMs,
})
export type EntryRecord = Static<typeof EntryRecord>
