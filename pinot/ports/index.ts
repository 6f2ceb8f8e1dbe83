export { type EventSink, SinkUnavailable } from './event-sink.ts'
export { type HistoryWindow, type PositionStore, StoreUnavailable } from './position-store.ts'
