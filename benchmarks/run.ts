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
  ticks: {
    what: 'feed: up to 1,000 followers by ticks as files behind nginx, every hash checked: requests a tick at the gateway (needs nginx)',
    load: async () => (await import('./ticks.ts')).ticks,
  },
  page: {
    what: 'page: main thread a frame with 10,000 moving dots, against repaint alone (needs Chromium)',
    load: async () => (await import('./page.ts')).page,
  },
  desk: {
    what: "race control: main thread with 10,000 rows that all change every second, beside the spectators' page (needs Chromium)",
    load: async () => (await import('./desk.ts')).desk,
  },
  weight: {
    what: 'page: first list and first map on slow 4G, and the bytes until then (needs Chromium)',
    load: async () => (await import('./weight.ts')).weight,
  },
}

const long: typeof benchmarks = {
  fanout: {
    what: 'feed: ten ticks a second to 1,000 and 2,000 viewers beside a bare write, ws, Socket.IO, uWebSockets and Centrifuge',
    load: async () => {
      const { fanout } = await import('./fanout/fanout.ts')
      return () => fanout(values.rounds ? Number(values.rounds) : undefined)
    },
  },
  fuzz: {
    what: 'feed: seeded runs of pollers, bus, hub, viewers and their connections for a minute, every state compared',
    load: async () => (await import('./fuzz.ts')).fuzz,
  },
  frozen: {
    what: 'feed: 200 of 1,000 viewers are frozen for 60 s, some for 100 s: what they get then, and what it costs the others',
    load: async () => (await import('./fanout/frozen.ts')).frozenReaders,
  },
  heap: {
    what: 'page: heap with 10,000 moving dots, minute by minute for ten (--minutes N for fewer; needs Chromium)',
    load: async () => {
      const { pageHeap } = await import('./page.ts')
      return () => pageHeap(values.minutes ? Number(values.minutes) : undefined)
    },
  },
  screen: {
    what: 'page: a big screen for eight hours of a day that goes sixty times as fast; whether its memory grows (needs Chromium)',
    load: async () => (await import('./screen.ts')).screen,
  },
  soak: {
    what: 'feed: 1,000 viewers coming and going for ten minutes; whether memory grows',
    load: async () => (await import('./fanout/soak.ts')).soak,
  },
}

const onStack: typeof benchmarks = {
  field: {
    what: 'stack: 10,000 competitors for 60 s, whether every tick of everybody arrives at a viewer, and how long polls take',
    load: async () => (await import('./field.ts')).field,
  },
  queries: {
    what: 'stack: queries to Pinot with 1 and 1,000 viewers, on one gateway and on three',
    load: async () => (await import('./queries.ts')).queries,
  },
  original: {
    what: "stack: the original's eleven queries a viewer and refresh beside ours, for 20 and 200 viewers of 1,000 competitors",
    load: async () => (await import('./original.ts')).original,
  },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    minutes: { type: 'string' },
    rounds: { type: 'string' },
  },
})
const names = positionals.length > 0 ? positionals : Object.keys(benchmarks)
const known = { ...benchmarks, ...long, ...onStack }
const unknown = names.filter((name) => !known[name])

if (values.help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`Unknown benchmark: ${unknown.join(', ')}. There are:`)
  for (const [name, { what }] of Object.entries(known)) console.log(`  ${name.padEnd(8)} ${what}`)
  console.log(
    '\nfanout takes a quarter of an hour (--rounds N for the best of so many), frozen three minutes, fuzz one, soak eleven, screen eight, heap ten: they run if they are named.',
  )
  console.log(
    'Those on the stack run if they are named, too: in STACK_DIR, or on one that is started for them.',
  )
  console.log(
    'npm run bench -- [NAME ...] [--keep] [--minutes N] [--rounds N]   --keep writes benchmarks/results/DATE-NAME.json',
  )
  process.exit(unknown.length > 0 ? 1 : 0)
}

for (const name of names) {
  const { what, load } = known[name]!
  console.log(`\n${name}: ${what}`)
  const rows = await (await load())()
  console.table(rows)
  if (values.keep) keep(name, what, rows)
}
process.exit(0)
