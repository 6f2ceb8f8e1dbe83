import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

const days = (standard: number, description: string) =>
  Type.Integer({ minimum: 1, maximum: 3650, default: standard, description })

/** What can be chosen when topics and tables are made. Ranges and defaults stand here alone. */
export const ApplySettings = Type.Object({
  partitions: Type.Integer({
    minimum: 1,
    maximum: 200,
    default: 2,
    description: 'of the topics parkrun and entries; can never be changed',
  }),
  topicReplication: Type.Integer({
    minimum: -1,
    maximum: 9,
    default: -1,
    description: "copies of a topic; -1 for the cluster's own default",
  }),
  tableReplication: Type.Integer({
    minimum: 1,
    maximum: 9,
    default: 1,
    description: 'copies of a segment in Pinot',
  }),
  topicDays: days(7, 'how long fixes stay in Kafka'),
  tableDays: days(30, 'how long fixes stay in Pinot'),
  recordDays: days(365, 'how long races and entries stay after their last change, in both'),
  waitS: Type.Integer({
    minimum: 1,
    maximum: 600,
    default: 60,
    description: 'how long tables may take until they answer',
  }),
})
export type ApplySettings = Static<typeof ApplySettings>

/** Fills in what is left out. Throws an Error that names the setting, its value and what it may be. */
export function applySettings(given: Partial<ApplySettings> = {}): ApplySettings {
  const settings = Value.Default(ApplySettings, { ...given })
  const [error] = Value.Errors(ApplySettings, settings)
  if (!error) return settings as ApplySettings
  const name = error.instancePath.slice(1)
  const value = JSON.stringify((settings as Record<string, unknown>)[name])
  throw new Error(`${name} is ${value}, but it ${error.message}`)
}
