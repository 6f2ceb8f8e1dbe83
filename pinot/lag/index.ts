export { type ConsumerLag, openConsumerLag, type PartitionLag } from './consumer-lag.ts'
export { lagLines } from './lines.ts'
