import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import type { Content } from '../content.ts'
import { monotonicMs } from '../monotonic.ts'
import type { Memory, Ran } from '../served.ts'

// Every server of the comparison is a process that is told what to do in lines of JSON, so that they may be written in
// whatever language: NAME --content C --competitors N --ticks T says {"port":P} when it listens, answers {"do":"memory"} by
// {"bytes":RESIDENT} and {"do":"run","warmUp":W,"everyMs":E} by {"cpuMs":CPU,"dueAt":[...]}: it sends all ticks, one every E ms,
// and counts the CPU of those after the first W.

export interface Play {
  content: Content
  competitors: number
  ticks: number
}

/** Reads the command line. */
export function play(): Play {
  const { values } = parseArgs({
    options: { content: { type: 'string' }, competitors: { type: 'string' }, ticks: { type: 'string' } },
  })
  return {
    content: values.content as Content,
    competitors: Number(values.competitors),
    ticks: Number(values.ticks),
  }
}

/** Does what the comparison asks of a server that listens on `port` and sends tick i to everybody by `send(i)`. */
export function perform(port: number, { ticks }: Play, send: (tick: number) => void): void {
  say({ port })
  createInterface({ input: process.stdin }).on('line', (line) => {
    const order = JSON.parse(line)
    if (order.do === 'memory') {
      say(memory())
    } else void run(ticks, order.warmUp, order.everyMs, send).then(say)
  })
  process.stdin.on('end', () => process.exit(0))
}

/** What this process holds once all garbage is gone. */
export function memory(): Memory {
  for (let i = 0; i < 3; i++) globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  return { bytes: rss, heap: heapUsed + external }
}

async function run(
  ticks: number,
  warmUp: number,
  everyMs: number,
  send: (tick: number) => void,
): Promise<Ran> {
  const begin = monotonicMs() + everyMs
  const dueAt = Array.from({ length: ticks }, (_, i) => begin + i * everyMs)
  let before = process.cpuUsage()
  for (const [i, due] of dueAt.entries()) {
    const wait = due - monotonicMs()
    // Even who is late lets its connections be served in between.
    await new Promise<void>((done) => (wait > 0.5 ? setTimeout(done, wait) : setImmediate(done)))
    if (i === warmUp) before = process.cpuUsage()
    send(i)
  }
  // What is written by then still has to be sent, or answered.
  await new Promise((done) => setTimeout(done, 3 * everyMs))
  const { user, system } = process.cpuUsage(before)
  return { cpuMs: (user + system) / 1000, dueAt }
}

const say = (what: object): void => console.log(JSON.stringify(what))
