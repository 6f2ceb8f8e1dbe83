import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Row } from '../measure.ts'
import { type Cell, type Measured, measure, ticks } from './cell.ts'
import { type Content, messagesOf } from './content.ts'
import type { DialectName } from './dialects.ts'

const servers = join(import.meta.dirname, 'servers')

/** Who sends what, in this order: what is compared with the bare write stands beside it. */
const field: [name: string, script: string, dialect: DialectName, content: Content][] = [
  ['bare write', 'bare.ts', 'bare', 'bin'],
  ['racecast bin', 'racecast.ts', 'racecast-bin', 'bin'],
  ['bare write', 'bare.ts', 'bare', 'json'],
  ['racecast json', 'racecast.ts', 'racecast-json', 'json'],
  ['ws', 'ws.ts', 'ws', 'json'],
  ['Socket.IO', 'socket-io.ts', 'socket-io', 'json'],
  ['uWebSockets', 'uws.ts', 'uws', 'json'],
  ['bare write', 'bare.ts', 'bare', 'objects'],
  ['ws', 'ws.ts', 'ws', 'objects'],
  ['Socket.IO', 'socket-io.ts', 'socket-io', 'objects'],
  ['uWebSockets', 'uws.ts', 'uws', 'objects'],
  ['Centrifuge', 'centrifuge', 'centrifuge', 'objects'],
]
const sizes = [
  { competitors: 1000, viewers: 1000 },
  { competitors: 1000, viewers: 2000 },
  { competitors: 100, viewers: 1000 },
]
const tenth = (value: number) => Math.round(value * 10) / 10
const hundredth = (value: number) => Math.round(value * 100) / 100

/**
 * Ten ticks a second of the seeded trace to 1,000 and 2,000 viewers: server, viewers and this are processes of their
 * own. `x bare` compares the CPU with the bare write of as many bytes in the same run, `x ours` with our binary, and
 * `x least` with the bare write of our binary's bytes, which no gateway can undercut.
 * @param rounds how often all servers of a size take their turn; of each the run with the least CPU counts, since whatever
 * else the machine does only adds to it
 */
export async function fanout(rounds = 1): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'racecast-fanout-'))
  const absent = new Map<string, string>()
  const rows: Row[] = []
  try {
    const centrifuge = build(folder, absent)
    for (const { competitors, viewers } of sizes) {
      const least = new Map<(typeof field)[number], Measured>()
      for (let turn = 0; turn < rounds * field.length; turn++) {
        const server = field[turn % field.length]!
        const [name, script, dialect, content] = server
        if (absent.has(name)) continue
        const command: Cell['command'] =
          name === 'Centrifuge'
            ? [centrifuge, ticksFile(folder, competitors)]
            : node(script, content, competitors)
        try {
          const measured = await measure({ dialect, command, viewers })
          const before = least.get(server)
          if (!before || measured.cpuPer1000 < before.cpuPer1000) least.set(server, measured)
        } catch (error) {
          absent.set(name, (error as Error).message)
        }
      }
      const cpuOf = (asked: string, of?: Content) =>
        [...least].find(([[name, , , content]]) => name === asked && (of ?? content) === content)?.[1]
          .cpuPer1000 ?? Number.NaN
      for (const [[name, , , content], cell] of least) {
        rows.push({
          ...{ competitors, viewers, server: name, content, bytes: cell.bytesPerDelivery },
          'CPU ms per 1,000': tenth(cell.cpuPer1000),
          'x bare': hundredth(cell.cpuPer1000 / cpuOf('bare write', content)),
          'x ours': hundredth(cell.cpuPer1000 / cpuOf('racecast bin')),
          'x least': hundredth(cell.cpuPer1000 / cpuOf('bare write', 'bin')),
          ...{ 'p50 ms': tenth(cell.p50), 'p99 ms': tenth(cell.p99), missed: cell.missed },
          ...{ 'idle KiB': tenth(cell.idleKiB), 'held KiB': tenth(cell.heldKiB) },
        })
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  for (const [name, why] of absent) console.log(`${name} is left out: ${why}`)
  return rows
}

function node(script: string, content: Content, competitors: number): Cell['command'] {
  const options = ['--content', content, '--competitors', String(competitors), '--ticks', String(ticks)]
  return [process.execPath, '--expose-gc', join(servers, script), ...options]
}

/** Builds Centrifuge's server where Go is there. */
function build(folder: string, absent: Map<string, string>): string {
  const program = join(folder, 'centrifuge')
  try {
    execFileSync('go', ['build', '-o', program, '.'], { cwd: join(servers, 'centrifuge'), stdio: 'pipe' })
  } catch (error) {
    absent.set('Centrifuge', `Go does not build it (${(error as Error).message.split('\n')[0]})`)
  }
  return program
}

function ticksFile(folder: string, competitors: number): string {
  const path = join(folder, `ticks-${competitors}.json`)
  const encoded = messagesOf('objects', competitors, ticks).map((encode) => encode())
  writeFileSync(path, `[${encoded.join(',')}]`)
  return path
}
