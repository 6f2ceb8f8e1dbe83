import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Row } from '../measure.ts'
import { gatewayMetrics } from '../system/metrics.ts'
import type { System } from '../system/system.ts'
import { quantiles, type Sample } from './quantiles.ts'
import { samplesByStage } from './stages.ts'
import { follow } from './viewer.ts'

export interface LagOptions {
  competitors: number
  seconds: number
  /** How long the race runs before anything counts, s. */
  warmUpS: number
  /** Whether the store is polled every 20 ms meanwhile, to compare with. */
  bare: boolean
}

const peer = 'published -> seen by a bare loop'

/** The lag of one race at one viewer, a row a stage, over every fix of `seconds`. */
export async function measureLag(system: System, options: LagOptions): Promise<Row[]> {
  const { competitors, seconds, warmUpS, bare } = options
  const runId = await system.createRace({ course: 'crystal', competitors, name: `Lag ${competitors}` })
  const viewer = await follow(system.gateways.at(-1)!, runId)
  const loop = bare ? startBareLoop(system.storeUrl, runId) : null
  try {
    await wait(warmUpS * 1000)
    viewer.arrivals.length = 0
    loop?.reset()
    const before = await gatewayMetrics(system.gateways)
    const behind = await watchBehind(system, seconds)
    const after = await gatewayMetrics(system.gateways)
    const queries = after.sum('racecast_poll_queries') - before.sum('racecast_poll_queries')
    const rows = [...samplesByStage(viewer.arrivals)].map(([stage, samples]) => row(system, stage, samples))
    const seen = await loop?.read()
    if (seen) rows.push({ ...row(system, peer, seen.samples), 'queries/s': round(seen.polls / seconds) })
    const total = rows.find(({ stage }) => stage === 'published -> frame on the socket')!
    total['queries/s'] = round(queries / seconds)
    if (behind.length > 0)
      rows.push({ mode: system.mode, stage: 'Pinot behind Kafka, messages', ...quantiles(behind) })
    return rows
  } finally {
    viewer.close()
    loop?.stop()
  }
}

const round = (value: number) => Math.round(value * 10) / 10

function row({ mode }: System, stage: string, samples: readonly Sample[]): Row {
  const fixes = samples.reduce((sum, { weight }) => sum + weight, 0)
  return { mode, stage, ...quantiles(samples), fixes }
}

/** Once a second how many messages the store has not taken. */
async function watchBehind(system: System, seconds: number): Promise<Sample[]> {
  const behind: Sample[] = []
  const until = performance.now() + seconds * 1000
  for (let next = performance.now(); next < until; next += 1000) {
    const messages = await system.behind()
    if (messages !== null) behind.push({ ms: messages, weight: 1 })
    await wait(Math.max(0, Math.min(next + 1000, until) - performance.now()))
  }
  return behind
}

function startBareLoop(storeUrl: string, runId: string) {
  const child = fork(join(import.meta.dirname, 'bare-loop.ts'), [storeUrl, runId], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  return {
    reset: () => void child.send('reset'),
    async read(): Promise<{ samples: Sample[]; polls: number }> {
      const answer = once(child, 'message')
      child.send('read')
      return (await answer)[0]
    },
    stop: () => void child.kill(),
  }
}
