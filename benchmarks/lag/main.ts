import { parseArgs } from 'node:util'
import type { Row } from '../measure.ts'
import { keep } from '../results.ts'
import { startEmbedded } from '../system/embedded.ts'
import { startOnStack } from '../system/on-stack.ts'
import type { Mode, System } from '../system/system.ts'
import { measureLag } from './measure.ts'

// npm run lag: how long from publishing a fix to the frame at a viewer, and where the time goes.

const usage = `npm run lag -- [options]: how long a fix takes from its publication to a viewer, stage by stage, ms

  --competitors N     of the race (1000)
  --seconds N         how long is measured (60)
  --warm-up N         how long the race runs before, s (15)
  --mode MODE         embedded, stack or both (both); stack uses the one that runs in STACK_DIR, or starts one
  --gateways N        on the stack; the viewer is at the last one (1)
  --no-bare           without a bare loop that polls the store every 20 ms beside it
  --keep              write benchmarks/results/DATE-lag.json`

const { values } = parseArgs({
  allowNegative: true,
  options: {
    competitors: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '60' },
    'warm-up': { type: 'string', default: '15' },
    mode: { type: 'string', default: 'both' },
    gateways: { type: 'string', default: '1' },
    bare: { type: 'boolean', default: true },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const starts: Record<Mode, () => Promise<System>> = {
  embedded: startEmbedded,
  stack: () => startOnStack({ gateways: Number(values.gateways) }),
}
const modes = values.mode === 'both' ? (Object.keys(starts) as Mode[]) : [values.mode as Mode]
if (values.help || modes.some((mode) => !starts[mode])) {
  console.log(usage)
  process.exit(values.help ? 0 : 2)
}

const options = {
  competitors: Number(values.competitors),
  seconds: Number(values.seconds),
  warmUpS: Number(values['warm-up']),
  bare: values.bare,
}
let running: System | null = null
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await running?.stop()
    process.exit(1)
  })
}

const rows: Row[] = []
for (const mode of modes) {
  running = await starts[mode]()
  try {
    rows.push(...(await measureLag(running, options)))
  } finally {
    await running.stop()
    running = null
  }
}
console.table(rows)
if (values.keep) {
  const { competitors, seconds } = options
  keep(
    'lag',
    `from publishing to a viewer, ms, every fix of ${competitors} competitors in ${seconds} s`,
    rows,
  )
}
process.exit(0)
