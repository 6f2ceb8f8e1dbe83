import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openCatalogue } from '@racecast/courses/catalogue'
import { apply } from '../apply/apply.ts'
import type { Outcome } from '../apply/outcome.ts'
import { ApplySettings, applySettings } from '../apply/settings.ts'
import { pinotAddress } from '../broker/index.ts'
import { kafkaAddress } from '../kafka/index.ts'
import { lagLines, openConsumerLag } from '../lag/index.ts'

/** TypeBox's types do not tell the options of a schema, but it keeps them. */
const SETTINGS = Object.entries(ApplySettings.properties) as [
  string,
  object & { description?: string; default?: number },
][]
const dashed = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const ADDRESSES = {
  kafka: 'kafka://HOST:PORT',
  broker: 'pinot://HOST:PORT of a broker',
  controller: 'pinot://HOST:PORT of a controller',
  'kafka-for-pinot': "kafka://HOST:PORT as Pinot's servers reach it",
} as const

function usage(): string {
  const line = (name: string, text: string) => `  --${name.padEnd(20)}${text}`
  return [
    'npm run pinot -- apply [options]: makes topics, schemas and tables, or brings them up to date',
    'npm run pinot -- lag [options]: how far Pinot is behind the end of each topic',
    ...Object.entries(ADDRESSES).map(([name, text]) => line(name, text)),
    ...SETTINGS.map(([name, { description, default: standard }]) =>
      line(dashed(name), `${description} (${standard})`),
    ),
  ].join('\n')
}

const line = ({ kind, name, outcome, detail }: Outcome) =>
  `${outcome.padEnd(10)}${kind.padEnd(8)}${name}${detail ? `: ${detail}` : ''}`

/**
 * `apply` or `lag` with its options; what they leave out comes from EVENTS_URL, STORE_URL, PINOT_CONTROLLER_URL and
 * KAFKA_FOR_PINOT_URL, or is at the usual ports of this machine. Returns the exit code.
 */
export async function runCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  say: (line: string) => void,
): Promise<number> {
  const names = [...Object.keys(ADDRESSES), ...SETTINGS.map(([name]) => dashed(name))]
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    })
    const command = positionals.join(' ')
    if (command !== 'apply' && command !== 'lag') {
      say(usage())
      return positionals.length === 0 ? 0 : 2
    }
    const address = (option: keyof typeof ADDRESSES, variable: string, scheme: string) => {
      const url = values[option] ?? environment[variable]
      return typeof url === 'string' && url.startsWith(scheme) ? url : undefined
    }
    const kafka = kafkaAddress(address('kafka', 'EVENTS_URL', 'kafka:') ?? 'kafka://127.0.0.1:9092')
    const controller = pinotAddress(
      address('controller', 'PINOT_CONTROLLER_URL', 'pinot:') ?? 'pinot://127.0.0.1:9000',
    )
    if (command === 'lag') {
      const lag = openConsumerLag(kafka, controller)
      for (const text of lagLines(await lag.read().finally(lag.close))) say(text)
      return 0
    }
    const forPinot = address('kafka-for-pinot', 'KAFKA_FOR_PINOT_URL', 'kafka:')
    const given = SETTINGS.flatMap(([name]) => {
      const value = values[dashed(name)]
      return value === undefined ? [] : [[name, Number(value)]]
    })
    const catalogue = openCatalogue({ addedDir: join(environment.DATA_DIR ?? 'data', 'courses') })
    await apply({
      kafka,
      kafkaForPinot: forPinot === undefined ? undefined : kafkaAddress(forPinot),
      broker: pinotAddress(address('broker', 'STORE_URL', 'pinot:') ?? 'pinot://127.0.0.1:8099'),
      controller,
      courses: catalogue.list(),
      settings: applySettings(Object.fromEntries(given)),
      onOutcome: (outcome) => say(line(outcome)),
    })
    return 0
  } catch (error) {
    say((error as Error).message)
    return 1
  }
}
