import { execFile } from 'node:child_process'
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gateway } from '../fixtures/gateway.ts'
import { buildClient } from './build.ts'

const run = promisify(execFile)
const here = import.meta.dirname
const root = join(here, '../..')

/** Follows a race as somebody would who has nothing but the package: prints `go`, then the hash at tick 5. */
const stranger = `
import { FeedClient } from '@racecast/client'
const [url, race, transport, format] = process.argv.slice(2)
const feed = new FeedClient({ url, race, transport, format })
for await (const update of feed) {
  if (update.type === 'snapshot') console.log('go')
  if (feed.state?.seq === 5) break
}
console.log(feed.state.entities.hash)
`

/** What a consumer writes in TypeScript; wrong where the declarations are wrong. */
const consumer = `
import { type BoardRow, boardAt, CloseCode, FeedClient, FeedFailed, type LogEntry, Playout, raceTimeAt } from '@racecast/client'
const feed = new FeedClient({ url: 'wss://host/feed', race: 'x', topics: ['positions', 'board'], every: 5 })
const code: 4404 = CloseCode.unknownRace.code
export async function finishers(): Promise<number[]> {
  const ids: number[] = []
  for await (const update of feed) {
    if (update.type !== 'delta') continue
    const { state, message } = update
    const splits = message.log.filter((entry: LogEntry) => entry.kind === 'split').map(({ km }) => km.toFixed())
    const rows: BoardRow[] = boardAt(state, new Playout(500_000, 1000), 500_000, raceTimeAt(state.race, Date.now()))
    ids.push(splits.length, rows.length, code, message.positions[0]?.[1] ?? 0)
  }
  return ids
}
// @ts-expect-error there is no such topic
feed.change({ topics: ['weather'] })
// @ts-expect-error rates are 1, 5 and 15 s
feed.change({ every: 2 })
// @ts-expect-error states are advanced by the client
feed.state.seq = 'two'
export const isFailed = (error: unknown): error is FeedFailed => error instanceof FeedFailed
`

describe('the client for outsiders', () => {
  let folder: string
  const app = () => join(folder, 'app')
  const build = () => join(folder, 'package/build')

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'racecast-client-'))
    for (const name of ['package.json', 'README.md']) cpSync(join(here, name), join(folder, 'package', name))
    await buildClient(build())
    const npm = (args: string[], cwd: string) =>
      run('npm', [...args, '--offline', '--no-audit', '--no-fund'], { cwd })
    const { stdout } = await npm(['pack', '--json', '--pack-destination', folder], join(folder, 'package'))
    const [packed] = Object.values(JSON.parse(stdout)) as { filename: string }[]
    mkdirSync(app())
    writeFileSync(join(app(), 'package.json'), '{ "name": "app", "private": true, "type": "module" }')
    writeFileSync(join(app(), 'stranger.js'), stranger)
    writeFileSync(join(app(), 'consumer.ts'), consumer)
    await npm(['install', join(folder, packed!.filename)], app())
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true }))

  it('brings JavaScript and declarations, its licence, and depends on nothing', () => {
    expect(
      globSync('node_modules/**/*.*', { cwd: app() })
        .filter((path) => /\.(js|ts|json)$/.test(path))
        .sort(),
    ).toEqual([
      ...['build/client.d.ts', 'build/client.js', 'package.json'].map(
        (name) => `node_modules/@racecast/client/${name}`,
      ),
    ])
    const text = readFileSync(join(app(), 'node_modules/@racecast/client/build/client.js'), 'utf8')
    expect(text).not.toMatch(/~kind|from ?["']|import\(/)
    expect(globSync('node_modules/@racecast/client/build/LICENSE', { cwd: app() })).toHaveLength(1)
  })

  it('is less than 18 KB when compressed, with rewinding and the board of a moment in it', () => {
    expect(gzipSync(readFileSync(join(build(), 'client.js'))).length).toBeLessThan(18_000)
  })

  it.each([
    ['websocket', 'bin'],
    ['websocket', 'json'],
    ['ticks', 'bin'],
    ['ticks', 'json'],
  ])('follows a race of a gateway in plain Node, by %s in %s', async (transport, format) => {
    const { race, listen } = await gateway()
    const running = run(
      process.execPath,
      ['stranger.js', await listen(), race.info.slug, transport, format],
      {
        cwd: app(),
      },
    )
    running.child.stdout!.once('data', () => {
      for (let seq = 1; seq <= 5; seq++) race.tick()
    })
    const { stdout } = await running
    expect(stdout.trim().split('\n').at(-1)).toBe(String(race.state!.entities.hash))
  })

  it('has declarations that need no others', () => {
    expect(complaints(join(app(), 'consumer.ts'))).toEqual([])
  })

  it('has the very types that the gateway infers from its schemas', () => {
    const names = [
      'Board',
      'BoardLine',
      'Delta',
      'Facts',
      'Lag',
      'LogEntry',
      'Position',
      'RaceInfo',
      'RosterEntry',
    ]
    const check = join(folder, 'same.ts')
    const lines = [...names, 'ServerMessage', 'Snapshot', 'Topic', 'Every'].map(
      (name) => `export const same${name}: Same<theirs.${name}, ours.${name}> = true`,
    )
    writeFileSync(
      check,
      `import type * as theirs from '${build()}/client.d.ts'
       import type * as ours from '${root}/gateway/protocol/index.ts'
       type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
       export const differs: Same<theirs.Delta, ours.Snapshot> = false
       ${lines.join('\n')}`,
    )
    expect(complaints(check, { skipLibCheck: true })).toEqual([])
  }, 60_000)
})

/** What the compiler has to say of a file and of all that it imports. */
function complaints(path: string, more: ts.CompilerOptions = { skipDefaultLibCheck: true }): string[] {
  const program = ts.createProgram([path], {
    ...{
      noEmit: true,
      strict: true,
      noUncheckedIndexedAccess: true,
      allowImportingTsExtensions: true,
      types: [],
    },
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    lib: ['lib.es2024.d.ts', 'lib.dom.d.ts'],
    ...more,
  })
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => !file?.fileName.startsWith(join(root, 'node_modules')))
    .map(({ messageText, file }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
}
