export { type EventSink, SinkUnavailable } from './event-sink.ts'
export { type HistoryWindow, type PositionStore, StoreUnavailable } from './position-store.ts'
export { type LeaseState, type ProducerLease, soleProducer } from './producer-lease.ts'
