export { bytesOnTheWire, feedBenchmark } from './feed.ts'
export { foldBenchmark } from './fold.ts'
export { type Recording, record } from './recording.ts'
export { wireBenchmark } from './wire.ts'
