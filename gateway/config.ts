import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

/** A variable of the environment: its name, and what to write into it. */
interface Variable {
  variable: string
  remedy: string
  secret?: true
}
const httpAddress = '^https?://[^\\s/]+(/[^\\s]*)?$'
const storeAddress = '^[a-z]+:.+'
const dataDirHere = './data'
const token = (variable: string, minLength = 8) =>
  Type.Optional(
    Type.String({
      variable,
      minLength,
      maxLength: 200,
      pattern: '^[\\x21-\\x7e]+$',
      remedy: `${minLength} to 200 printable characters without spaces`,
      secret: true,
    }),
  )

/** All settings. What has no default is optional. */
export const Config = Type.Object({
  port: Type.Integer({
    variable: 'PORT',
    minimum: 0,
    maximum: 65_535,
    default: 8080,
    remedy: 'a whole number from 0 to 65535; 0 takes a free port',
  }),
  host: Type.String({ variable: 'HOST', default: '127.0.0.1', remedy: 'an address of this machine' }),
  publicUrl: Type.Optional(
    Type.String({ variable: 'PUBLIC_URL', pattern: httpAddress, remedy: 'an http or https address' }),
  ),
  /** Who holds the races: said on the big screen. */
  organiserName: Type.Optional(
    Type.String({
      variable: 'ORGANISER_NAME',
      minLength: 1,
      maxLength: 80,
      remedy: '1 to 80 characters',
    }),
  ),
  organiserLogo: Type.Optional(
    Type.String({
      variable: 'ORGANISER_LOGO',
      pattern: '^\\w[\\w.-]{0,99}\\.([sS][vV][gG]|[pP][nN][gG]|[jJ][pP][eE]?[gG]|[wW][eE][bB][pP])$',
      remedy: 'the name of an SVG, PNG, JPEG or WebP file in DATA_DIR',
    }),
  ),
  organiserAccent: Type.Optional(
    Type.String({
      variable: 'ORGANISER_ACCENT',
      pattern: '^#[0-9a-fA-F]{6}$',
      remedy:
        'a colour such as #1d5fd1; it is darkened by day and lightened by night where it would not stand out',
    }),
  ),
  /** Which sites may show a race or a screen in a frame, beside our own. */
  frameAncestors: Type.Optional(
    Type.String({
      variable: 'FRAME_ANCESTORS',
      pattern: '^https?://[\\w*.:-]+([ ,]+https?://[\\w*.:-]+)*$',
      maxLength: 2000,
      remedy: 'origins such as https://club.example or https://*.club.example with commas between',
    }),
  ),
  /** The map below the course; paper, which needs no network, if left out. */
  mapStyle: Type.Optional(
    Type.String({
      variable: 'MAP_STYLE',
      pattern: '^(https://[^\\s/\\\\?#@;,\'"]+/\\S*|\\w[\\w.-]{0,99}\\.pmtiles)$',
      maxLength: 2000,
      remedy: 'an https address of a MapLibre style, or the name of a .pmtiles file in DATA_DIR',
    }),
  ),
  dataDir: Type.String({ variable: 'DATA_DIR', default: dataDirHere, remedy: 'a directory' }),
  storeUrl: Type.String({
    variable: 'STORE_URL',
    pattern: storeAddress,
    remedy: 'an address such as sqlite:PATH',
  }),
  busUrl: Type.String({
    variable: 'BUS_URL',
    pattern: storeAddress,
    remedy: 'an address such as sqlite:PATH or redis://HOST:PORT',
  }),
  generatorUrl: Type.Optional(
    Type.String({ variable: 'GENERATOR_URL', pattern: httpAddress, remedy: 'an http or https address' }),
  ),
  controlToken: token('CONTROL_TOKEN'),
  metricsToken: token('METRICS_TOKEN'),
  /** What keys are signed with; all gateways have the same. Without it one is kept in `dataDir`. */
  signingKey: token('SIGNING_KEY', 32),
  /** Whether there is the test race: it costs nothing while nobody watches. */
  testRace: Type.Integer({
    variable: 'TEST_RACE',
    minimum: 0,
    maximum: 1,
    default: 1,
    remedy: '0 for none, 1 to have it at /race/test',
  }),
  /** How much of the races is kept to rewind to, and for how long after something was added to a race last. */
  rewindMaxMb: Type.Integer({
    variable: 'REWIND_MAX_MB',
    minimum: 0,
    maximum: 10_000_000,
    default: 4096,
    remedy: 'how many MB all recordings of races may take, 0 to 10000000; 0 records nothing',
  }),
  rewindDays: Type.Integer({
    variable: 'REWIND_DAYS',
    minimum: 1,
    maximum: 36_500,
    default: 30,
    remedy: 'for how many days the recording of a race is kept, 1 to 36500',
  }),
  maxViewers: Type.Integer({
    variable: 'MAX_VIEWERS',
    minimum: 1,
    maximum: 1_000_000,
    default: 20_000,
    remedy: 'how many viewers may be connected at once, 1 to 1000000',
  }),
  connectRate: Type.Integer({
    variable: 'CONNECT_RATE',
    minimum: 1,
    maximum: 100_000,
    default: 200,
    remedy: 'how many viewers may come from one address in a second, 1 to 100000; 20 times as many at once',
  }),
  /** Whose X-Forwarded-For is believed; nobody's if left out. */
  trustProxy: Type.Optional(
    Type.String({
      variable: 'TRUST_PROXY',
      pattern: '^\\S+$',
      remedy: 'the addresses of your proxies with commas between, such as loopback,10.0.0.0/8',
    }),
  ),
  logLevel: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    variable: 'LOG_LEVEL',
    default: 'info',
    remedy: 'one of fatal, error, warn, info, debug, trace, silent',
  }),
  uiDir: Type.String({
    variable: 'UI_DIR',
    default: fileURLToPath(new URL('../ui/build', import.meta.url)),
    remedy: 'the directory of the built page',
  }),
})
export type Config = Static<typeof Config>

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/**
 * Reads the settings from an environment. Empty is as good as not set. Throws a ConfigError that names every
 * variable that is wrong, what it holds and what to write.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const dataDir = resolve(env.DATA_DIR || dataDirHere)
  const derived: Record<string, string> = {
    dataDir,
    storeUrl: `sqlite:${resolve(dataDir, 'events.db')}`,
    busUrl: `sqlite:${resolve(dataDir, 'gateway.db')}`,
  }
  const config: Record<string, unknown> = {}
  const wrong: string[] = []
  for (const [field, schema] of Object.entries(Config.properties)) {
    const { variable, remedy, secret } = schema as unknown as Variable
    const given = field === 'dataDir' ? dataDir : env[variable]
    const fallback = derived[field] ?? ('default' in schema ? schema.default : undefined)
    const isNumber = 'type' in schema && schema.type === 'integer'
    const value = !given ? fallback : isNumber && /^\d+$/.test(given) ? Number(given) : given
    if (value === undefined) continue
    if (Value.Check(schema, value)) config[field] = value
    else wrong.push(`${variable} is ${secret ? 'not usable' : JSON.stringify(given)}; give ${remedy}`)
  }
  if (wrong.length > 0) throw new ConfigError(wrong.join('\n'))
  return config as Config
}
