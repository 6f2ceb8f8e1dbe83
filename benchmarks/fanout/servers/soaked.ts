import { createInterface } from 'node:readline'
import { feedBenchmark } from '@racecast/gateway/benchmark'
import { recordingOf } from '../content.ts'
import { monotonicMs } from '../monotonic.ts'
import { memory, play } from './stage.ts'

// This gateway with a race that goes on by itself, a tick a second; whenever it is asked it says how much
// memory it has and when it has ticked.

const { competitors, ticks } = play()
const recording = recordingOf(competitors, ticks)
const { port, next } = await feedBenchmark(recording)
console.log(JSON.stringify({ port }))
const tickedAt: Record<number, number> = {}
let { seq } = recording.snapshot
setInterval(() => {
  tickedAt[++seq] = monotonicMs()
  next()
}, 1000)
const asked = createInterface({ input: process.stdin })
asked.on('line', () => {
  console.log(JSON.stringify({ ...memory(), tickedAt }))
})
asked.on('close', () => process.exit(0))
