import { setTimeout as wait } from 'node:timers/promises'
import { temporaryNginx } from '@racecast/infra/nginx'
import { startCrowd } from './crowd/crowd.ts'
import type { Row } from './measure.ts'
import { countCpu } from './system/cpu.ts'
import { startEmbedded } from './system/embedded.ts'
import { gatewayMetrics } from './system/metrics.ts'

/** The larger race with fewer: they parse and check 33 KB a tick each, on the same machine. */
const sizes = [
  { competitors: 100, followers: 1000 },
  { competitors: 1000, followers: 250 },
]
const settleS = 5
const requestCount = 'racecast_tick_requests_total'
const measuredS = 30

/**
 * A race by its ticks as files, behind nginx as a cache: what followers that check every hash cost the gateway. A wrong hash ends the run. The lateness is from when the tick was sent over the bus to when it was applied;
 * those who wait for the same file learn from nginx only every half a second that it is there.
 */
export async function ticks(): Promise<Row[]> {
  const rows: Row[] = []
  for (const { competitors, followers } of sizes) {
    const system = await startEmbedded()
    const [gateway = ''] = system.gateways
    const nginx = await temporaryNginx(new URL(gateway).host)
    try {
      const runId = await system.createRace({ course: 'crystal', competitors, name: 'Ticks' })
      const crowd = await startCrowd('tick-crowd.ts', `${nginx.url}/api/races/${runId}`, followers)
      await wait(settleS * 1000)
      const from = await newest(gateway, runId)
      const before = await gatewayMetrics(system.gateways)
      const cpu = await countCpu(system)
      crowd.reset()
      await wait(measuredS * 1000)
      const share = cpu()
      const seen = await crowd.read()
      const after = await gatewayMetrics(system.gateways)
      const ticked = (await newest(gateway, runId)) - from
      await crowd.stop()
      const requests = after.sum(requestCount) - before.sum(requestCount)
      rows.push({
        ...{ competitors, followers },
        ticks: ticked,
        'ticks a follower': Math.round((10 * seen.received) / followers) / 10,
        // Followers that are starved of CPU say nothing about the gateway.
        'kept up': seen.received >= 0.95 * ticked * followers ? 'yes' : 'no',
        'requests a tick': Math.round((100 * requests) / ticked) / 100,
        'had to begin again': seen.failures ?? 0,
        'ms late p50': Math.round(seen.p50),
        'ms late p99': Math.round(seen.p99),
        'gateway CPU %': share.gateway ?? Number.NaN,
      })
    } finally {
      await nginx.stop()
      await system.stop()
    }
  }
  return rows
}

/** The sequence number of the newest tick, past the files, so that it is not counted among them. */
async function newest(gateway: string, runId: string): Promise<number> {
  const stream = await fetch(`${gateway}/api/races/${runId}/stream?topics=log`)
  for await (const piece of stream.body!.pipeThrough(new TextDecoderStream())) {
    const [, seq] = /^id: \d+\/(\d+)$/m.exec(piece) ?? []
    if (seq !== undefined) return Number(seq)
  }
  throw new Error(`${gateway} streams nothing of race ${runId}`)
}
