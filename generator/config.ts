import { join } from 'node:path'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'

export const Config = Type.Object({
  /** Where events go; see @racecast/pinot/adapters. */
  eventsUrl: Type.String({ minLength: 1 }),
  host: Type.String({ minLength: 1 }),
  /** 0 takes any free port. */
  port: Type.Integer({ minimum: 0, maximum: 65_535 }),
  /** What a request has to show that changes something. */
  controlToken: Type.String({ minLength: 8 }),
  /** Where added courses are kept, in `courses`. */
  dataDir: Type.String({ minLength: 1 }),
  logLevel: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
})
export type Config = Static<typeof Config>

const VARIABLES: Record<keyof Config, { name: string; remedy: string; isSecret?: true }> = {
  eventsUrl: { name: 'EVENTS_URL', remedy: 'give an address such as sqlite:data/events.db' },
  host: { name: 'HOST', remedy: 'give an address to listen on, such as 127.0.0.1' },
  port: { name: 'GENERATOR_PORT', remedy: 'give a port from 0 (any free one) to 65535' },
  controlToken: { name: 'CONTROL_TOKEN', remedy: 'give a secret of at least 8 characters', isSecret: true },
  dataDir: { name: 'DATA_DIR', remedy: 'give a folder' },
  logLevel: { name: 'LOG_LEVEL', remedy: 'use fatal, error, warn, info, debug, trace or silent' },
}

const compiled = Compile(Config)

/** The configuration from the environment. Throws an Error that names variable, value and remedy. */
export function configFrom(env: Record<string, string | undefined>): Config {
  const dataDir = env.DATA_DIR || 'data'
  const port = env.GENERATOR_PORT || '0'
  const config = {
    eventsUrl: env.EVENTS_URL || `sqlite:${join(dataDir, 'events.db')}`,
    host: env.HOST || '127.0.0.1',
    port: /^\d+$/.test(port) ? Number(port) : port,
    controlToken: env.CONTROL_TOKEN ?? '',
    dataDir,
    logLevel: env.LOG_LEVEL || 'info',
  }
  if (compiled.Check(config)) return config
  const error = compiled.Errors(config)[0]!
  const { name, remedy, isSecret } = VARIABLES[error.instancePath.split('/')[1] as keyof Config]
  const value = env[name] === undefined ? 'missing' : isSecret ? 'too short' : JSON.stringify(env[name])
  throw new Error(`${name} is ${value}; ${remedy}`)
}
