import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { quantile, type Row } from '../measure.ts'
import type { Followed } from './frozen-viewer.ts'
import { serve } from './served.ts'

const others = 800
const frozen = 200
const competitors = 100
const seconds = 250
/** What the server may hold for a viewer that reads nothing beyond what it holds for one that reads, KiB. */
const boundKiB = 32

interface Crowd {
  child: ChildProcess
  read(): Promise<Followed[]>
}

/**
 * 200 of 1,000 viewers are frozen with their process for 60 s, and 20 of them once more for 100 s. Fails where one that has
 * thawed does not hold what the others hold after two ticks, got no merged patch or a snapshot, or was not closed with 4408
 * after 90 s; where p99 of the others doubles, or the server holds more than the bound for each who is frozen.
 */
export async function frozenReaders(): Promise<Row[]> {
  const script = join(import.meta.dirname, 'servers', 'soaked.ts')
  const options = ['--competitors', String(competitors), '--ticks', String(seconds)]
  const server = await serve(process.execPath, ['--expose-gc', script, ...options])
  const crowds: Crowd[] = []
  const rows: Row[] = []
  const note = (row: Row) => {
    rows.push(row)
    console.log(JSON.stringify(row))
  }
  try {
    const gather = async (count: number) => {
      const crowd = await crowdOf(server.port, count)
      crowds.push(crowd)
      return crowd
    }
    const awake = await gather(others)
    const [sleepers, longSleepers] = [await gather(frozen - 20), await gather(20)]
    const lateness = async () => {
      const { tickedAt = {} } = await server.memory()
      const seen = await awake.read()
      const delays = seen.flatMap(({ seqs, arrivals }) => seqs.map((seq, i) => arrivals[i]! - tickedAt[seq]!))
      const ms = { 'p50 ms': quantile(delays, 0.5), 'p99 ms': quantile(delays, 0.99) }
      return { ...ms, merged: seen.reduce((sum, { merged }) => sum + merged, 0) }
    }

    await lateness()
    await wait(30_000)
    const before = await server.memory()
    const calm = await lateness()
    await sleepers.read()
    await longSleepers.read()
    note({ phase: 'all read', ...calm, 'held KiB': 0 })

    for (const { child } of [sleepers, longSleepers]) child.kill('SIGSTOP')
    await wait(60_000)
    const during = await server.memory()
    const heldKiB = ((during.heap ?? 0) - (before.heap ?? 0)) / 1024 / frozen
    const disturbed = await lateness()
    note({ phase: '200 frozen for 60 s', ...disturbed, 'held KiB': Math.round(heldKiB * 10) / 10 })
    sleepers.child.kill('SIGCONT')
    await wait(2000)
    const thawed = await sleepers.read()
    const thawing = await lateness()
    note({
      phase: 'thawed, 2 s on',
      ...thawing,
      merged: thawed.filter(({ merged }) => merged > 0).length,
      'held KiB': 0,
    })
    check(
      thawed,
      await awake.read(),
      ({ merged, snapshots, closedWith }) => merged > 0 && snapshots.length === 0 && closedWith.length === 0,
    )

    // The long sleepers have slept for 62 s; nobody is sent away before 90.
    await wait(38_000)
    const calmAgain = await lateness()
    longSleepers.child.kill('SIGCONT')
    await wait(5000)
    const back = await longSleepers.read()
    note({
      phase: '20 frozen for 100 s',
      ...calmAgain,
      merged: back.filter(({ merged }) => merged > 0).length,
      'held KiB': 0,
    })
    check(
      back,
      await awake.read(),
      ({ merged, snapshots, closedWith }) =>
        merged > 0 && snapshots.length === 0 && closedWith.includes(4408),
    )

    if (disturbed.merged > 0) throw new Error(`${disturbed.merged} viewers that read missed a tick`)
    if (disturbed['p99 ms'] > 2 * calm['p99 ms'])
      throw new Error(`p99 of the others is ${disturbed['p99 ms']} ms, and was ${calm['p99 ms']} ms`)
    if (heldKiB > boundKiB) throw new Error(`${heldKiB.toFixed(1)} KiB are held for each who is frozen`)
  } finally {
    for (const { child } of crowds) {
      child.kill('SIGCONT')
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    }
    await server.stop()
  }
  return rows
}

/** Whether each of `viewers` holds what those who never slept hold, give or take the tick on its way, and is `well`. */
function check(viewers: Followed[], awake: Followed[], well: (viewer: Followed) => boolean): void {
  const hashes = new Map(awake.map(({ seq, hash }) => [seq, hash]))
  const newest = Math.max(...hashes.keys())
  const isEqual = ({ seq, hash }: Followed) => seq >= newest - 1 && (hashes.get(seq) ?? hash) === hash
  const wrong = viewers.filter((viewer) => !isEqual(viewer) || !well(viewer))
  if (wrong.length > 0)
    throw new Error(
      `${wrong.length} of ${viewers.length} are not as they should be: ${JSON.stringify({ ...wrong[0], newest })}`,
    )
}

async function crowdOf(port: number, count: number): Promise<Crowd> {
  const script = join(import.meta.dirname, 'frozen-viewer.ts')
  const child = fork(script, [port, 'trace-1', count].map(String), {
    execArgv: [],
    serialization: 'advanced',
  })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`viewers ended with ${code}`)
  })
  ended.catch(() => {})
  await Promise.race([once(child, 'message'), ended])
  return {
    child,
    async read() {
      const answer = once(child, 'message')
      child.send('read')
      return (await Promise.race([answer, ended]))[0]
    },
  }
}
