export { kafkaAddress } from './address.ts'
export { openKafkaSink } from './sink.ts'
