export { foldBenchmark } from './fold.ts'
export { wireBenchmark } from './wire.ts'
