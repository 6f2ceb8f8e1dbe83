import { createInterface } from 'node:readline'
import { feedBenchmark } from '@racecast/gateway/benchmark'
import { recordingOf } from '../content.ts'
import { play } from './stage.ts'

// This gateway with a race that goes on by itself, a tick a second; it says how much memory it has whenever it is asked.

const { competitors, ticks } = play()
const { port, next } = await feedBenchmark(recordingOf(competitors, ticks))
console.log(JSON.stringify({ port }))
setInterval(next, 1000)
const asked = createInterface({ input: process.stdin })
asked.on('line', () => {
  for (let i = 0; i < 3; i++) globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  console.log(JSON.stringify({ bytes: rss, heap: heapUsed + external }))
})
asked.on('close', () => process.exit(0))
