import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Snapshot } from '@racecast/gateway/protocol'
import { VirtualTime } from '@racecast/gateway/testing'
import { gateway, moments, TestRace } from '@racecast/gateway/testing/server'
import { describe, expect, it, onTestFinished } from 'vitest'
import { examples, Program, python } from '../testing/programs.ts'

const lapMs = moments.lap * 1000
const start = Math.ceil(1_760_000_000_000 / lapMs) * lapMs

interface Traced {
  epoch: number
  seq: number
  hash: number
  type: 'snapshot' | 'delta'
  how: string
}

/** The Python client on a gateway whose clock the test moves, and a test race beside it that says what has to come out. */
async function followed(args: readonly string[]) {
  const time = new VirtualTime(start + 50)
  const { app, listen } = await gateway({ clock: time })
  const sockets = new Set<Socket>()
  app.server.on('connection', (socket: Socket) => sockets.add(socket))
  const truth = new TestRace(time)
  const hashes = new Map<string, number>()
  const note = () => hashes.set(`${truth.state.epoch}/${truth.state.seq}`, truth.state.entities.hash)
  note()
  onTestFinished(truth.onUpdate(note))
  const folder = mkdtempSync(join(tmpdir(), 'racecast-example-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const stateFile = join(folder, 'state.json')
  const all = [await listen(), 'test', '--trace', '--retry', '0.02', '--state', stateFile, ...args]
  const program = new Program(python!, [join(examples, 'python/follow.py'), ...all])
  const traced = () => program.lines.map((line): Traced => JSON.parse(line))
  const inStep = () =>
    program.until((lines) => {
      const last: Traced | null = lines.length > 0 ? JSON.parse(lines.at(-1)!) : null
      return last?.epoch === truth.state.epoch && last.seq === truth.state.seq
    })
  return {
    ...{ time, truth, hashes, program, traced, inStep },
    cut: () => sockets.forEach((socket) => void socket.destroy()),
    async held(): Promise<ReturnType<typeof comparable>> {
      expect(await program.end()).toBe(0)
      return JSON.parse(readFileSync(stateFile, 'utf8'))
    },
  }
}

/** A state as the Python client writes it. */
function comparable({ epoch, seq, hash, race, log, roster, positions, facts, front }: Snapshot) {
  const byId = <T extends { id: number }>(list: T[]) => list.toSorted((a, b) => a.id - b.id)
  return {
    ...{ epoch, seq, hash, race, log, front },
    ...{ roster: byId(roster), facts: byId(facts), positions: positions.toSorted((a, b) => a[0] - b[0]) },
  }
}

describe.skipIf(!python)('the example in Python', { timeout: 120_000 }, () => {
  it('reads the test vectors, and refuses every beginning of each', () => {
    const vectors = join(examples, '../gateway/protocol/vectors/vectors.json')
    const { stdout, stderr } = spawnSync(
      python!,
      ['-B', join(examples, 'python/check_vectors.py'), vectors],
      {
        encoding: 'utf8',
      },
    )
    expect([stdout, stderr]).toEqual([expect.stringMatching(/^\d+ frames, [1-9]\d* malformed\n$/), ''])
  })

  it.each([
    ['bin', 1],
    ['json', 1],
    ['bin', 5],
  ])(
    'stays equal to the server over a whole race with forced disconnects, in %s every %i s',
    async (format, every) => {
      const run = await followed(['--format', format, '--every', String(every)])
      const { time, truth, program } = run
      await run.inStep()
      for (let s = 1; s <= moments.lap + 5; s++) {
        // Away for some seconds, twice over the beginning of an epoch, and frozen for long.
        const away = s % 45 >= 40
        const frozen = s >= 150 && s < 170
        if (s % 45 === 40) run.cut()
        if (s === 150) program.child.kill('SIGSTOP')
        if (s === 170) program.child.kill('SIGCONT')
        const before = truth.state.seq
        time.pass(1000)
        const hasNews = truth.state.seq !== before
        if (!away && !frozen && hasNews && s % every === 0) await run.inStep()
      }
      const traced = run.traced()
      for (const { epoch, seq, hash } of traced) expect(hash).toBe(run.hashes.get(`${epoch}/${seq}`))
      expect(traced.length).toBeGreaterThan(150 / every)
      const snapshots = traced.filter(({ type }) => type === 'snapshot').map(({ how }) => how)
      expect(new Set(snapshots)).toEqual(new Set(['subscribed', 'epoch']))
      const jumps = traced.filter(
        ({ type, epoch, seq }, i) =>
          type === 'delta' && epoch === traced[i - 1]!.epoch && seq > traced[i - 1]!.seq + every,
      )
      expect(jumps.length).toBeGreaterThan(3)
      expect(await run.held()).toEqual(comparable(truth.state.snapshot('epoch')))
      expect(program.errors).not.toMatch(/hash|malformed/)
    },
  )

  it('ends where it is told that it is no use to come back', async () => {
    const { listen } = await gateway()
    const program = new Program(python!, [join(examples, 'python/follow.py'), await listen(), 'nowhere'])
    const code = await new Promise((done) => program.child.once('close', done))
    expect([code, program.errors]).toEqual([1, expect.stringContaining('There is no race "nowhere"')])
  })

  it.each(['bin', 'json'])('follows a recorded session without a gateway, in %s', async (format) => {
    const session = join(examples, '../gateway/protocol/vectors/session.jsonl')
    const player = new Program(python!, [
      join(examples, 'python/play.py'),
      session,
      '--port',
      '0',
      '--speed',
      '0',
    ])
    await player.until((lines) => lines.length > 0)
    const args = [player.lines[0]!, 'test', '--trace', '--format', format]
    const program = new Program(python!, [join(examples, 'python/follow.py'), ...args])
    const recorded = readFileSync(session, 'utf8').trimEnd().split('\n')
    const wanted = recorded
      .map((line) => JSON.parse(line).json)
      .filter(({ type }) => type === 'snapshot' || type === 'delta')
      .map(({ epoch, seq, hash }) => `${epoch}/${seq} ${hash}`)
    await program.until((lines) => lines.length >= wanted.length)
    const heard = program.lines.map((line): Traced => JSON.parse(line))
    expect(heard.map(({ epoch, seq, hash }) => `${epoch}/${seq} ${hash}`)).toEqual(wanted)
    expect(program.errors).toBe('')
  })
})
