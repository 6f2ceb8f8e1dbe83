import { createInterface } from 'node:readline'
import { feedBenchmark } from '@racecast/gateway/benchmark'
import { recordingOf } from '../content.ts'
import { memory, play } from './stage.ts'

// This gateway with a race that goes on by itself, a tick a second; it says how much memory it has whenever it is asked.

const { competitors, ticks } = play()
const { port, next } = await feedBenchmark(recordingOf(competitors, ticks))
console.log(JSON.stringify({ port }))
setInterval(next, 1000)
const asked = createInterface({ input: process.stdin })
asked.on('line', () => {
  console.log(JSON.stringify(memory()))
})
asked.on('close', () => process.exit(0))
