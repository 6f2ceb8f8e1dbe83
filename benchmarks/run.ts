import { parseArgs } from 'node:util'
import type { Row } from './measure.ts'
import { keep } from './results.ts'

const benchmarks: Record<string, { what: string; load: () => Promise<() => Promise<Row[]>> }> = {
  tick: {
    what: 'generator: making a race and one tick of it, at 100, 1,000 and 10,000 competitors',
    load: async () => (await import('./tick.ts')).tick,
  },
  fold: {
    what: 'gateway: one poll of SQLite and one fold, at 100, 1,000 and 10,000 competitors',
    load: async () => (await import('./fold.ts')).pollAndFold,
  },
  wire: {
    what: 'feed: writing and reading a frame in binary and as JSON, at 100, 1,000 and 10,000 competitors',
    load: async () => (await import('./wire.ts')).wire,
  },
  page: {
    what: 'page: main thread a frame with 10,000 moving dots, against repaint alone (needs Chromium)',
    load: async () => (await import('./page.ts')).page,
  },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { keep: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
})
const names = positionals.length > 0 ? positionals : Object.keys(benchmarks)
const unknown = names.filter((name) => !benchmarks[name])

if (values.help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`Unknown benchmark: ${unknown.join(', ')}. There are:`)
  for (const [name, { what }] of Object.entries(benchmarks)) console.log(`  ${name.padEnd(6)} ${what}`)
  console.log('\nnpm run bench -- [NAME ...] [--keep]   --keep writes benchmarks/results/DATE-NAME.json')
  process.exit(unknown.length > 0 ? 1 : 0)
}

for (const name of names) {
  const { what, load } = benchmarks[name]!
  console.log(`\n${name}: ${what}`)
  const rows = await (await load())()
  console.table(rows)
  if (values.keep) keep(name, what, rows)
}
