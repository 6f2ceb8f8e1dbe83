import { resolve } from 'node:path'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

/** What differs between the two: where events and positions are kept, and so who has to run beside us. */
export const Mode = Type.Enum(['embedded', 'stack'])
export type Mode = Static<typeof Mode>

/** What the launcher itself has to know; all else it hands on as it is. */
export const LaunchSettings = Type.Object({
  /** The first gateway's; the others take those that follow. 0: any free ones. */
  port: Type.Integer({
    variable: 'PORT',
    minimum: 0,
    maximum: 65_535,
    default: 8080,
    remedy: 'a whole number from 0 (any free one) to 65535',
  }),
  host: Type.String({
    variable: 'HOST',
    minLength: 1,
    default: '127.0.0.1',
    remedy: 'an address of this machine',
  }),
  gateways: Type.Integer({
    variable: 'GATEWAYS',
    minimum: 1,
    maximum: 32,
    default: 1,
    remedy: 'a whole number from 1 to 32',
  }),
  publicUrl: Type.Optional(Type.String({ variable: 'PUBLIC_URL', remedy: 'an http or https address' })),
})
export type LaunchSettings = Static<typeof LaunchSettings>

type Environment = Readonly<Record<string, string | undefined>>

/** The settings; empty is as good as not set. Throws an Error that names variable, value and remedy. */
export function launchSettings(mode: Mode, environment: Environment): LaunchSettings {
  const settings: Record<string, unknown> = {}
  for (const [field, schema] of Object.entries(LaunchSettings.properties)) {
    const { variable, remedy, default: standard, type } = schema as unknown as Record<string, string>
    const given = environment[variable!] || undefined
    const value =
      given === undefined ? standard : type === 'integer' && /^\d+$/.test(given) ? Number(given) : given
    if (value === undefined) continue
    if (!Value.Check(schema, value))
      throw new Error(`${variable} is ${JSON.stringify(given)}; give ${remedy}`)
    settings[field] = value
  }
  const checked = settings as LaunchSettings
  if (mode === 'embedded' && checked.gateways > 1)
    throw new Error(
      `GATEWAYS is ${checked.gateways}, but several gateways share a bus on Redis: npm run start:stack starts them`,
    )
  return checked
}

/** The ports that the gateways listen on, 0 for any free one. */
export function gatewayPorts({ port, gateways }: Pick<LaunchSettings, 'port' | 'gateways'>): number[] {
  return Array.from({ length: gateways }, (_, i) => (port === 0 ? 0 : port + i))
}

const root = resolve(import.meta.dirname, '../..')

export function dataDirectory(environment: Environment): string {
  return resolve(environment.DATA_DIR || resolve(root, 'data'))
}
