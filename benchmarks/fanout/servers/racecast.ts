import { feedBenchmark } from '@racecast/gateway/benchmark'
import { recordingOf } from '../content.ts'
import { perform, play } from './stage.ts'

// This gateway as it is: HTTP server, routes, limits, hub, and the replica that every tick advances.

const options = play()
const { port, next } = await feedBenchmark(recordingOf(options.competitors, options.ticks))
perform(port, options, next)
