import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { expect } from 'vitest'
import { WebSocket } from 'ws'
import { until } from './whole-service.ts'

interface Said {
  type: string
  code?: string
  seq?: number
}

/** Watches a race by the feed of a gateway that listens, as whoever opens its page does; resolves when it is shown. */
export async function watchFeed(app: Pick<FastifyInstance, 'server'>, race: string, key = '') {
  const { port } = app.server.address() as AddressInfo
  const ws = new WebSocket(`ws://127.0.0.1:${port}/feed${key && `?key=${key}`}`, ['racecast.v1.json'])
  const said: Said[] = []
  const closed = new Promise<number>((resolve) => ws.on('close', resolve))
  ws.on('message', (data) => said.push(JSON.parse(String(data))))
  ws.on('open', () => ws.send(JSON.stringify({ type: 'subscribe', race })))
  await until(() => expect(said.some(({ type }) => type === 'snapshot')).toBe(true))
  return {
    ws,
    said,
    closed,
    /** Resolves when the race has gone on by two ticks from now. */
    async goesOn(): Promise<void> {
      const newest = () => said.findLast(({ type }) => type === 'delta' || type === 'snapshot')!.seq!
      const before = newest()
      await until(() => expect(newest()).toBeGreaterThan(before + 1))
    },
  }
}
