export type { RacePreview, StartListReport } from '@racecast/pinot/events'
export { raceTimeAt, wallTimeAt } from '@racecast/pinot/race-clock'
export {
  type Acknowledged,
  Attention,
  type AttentionInput,
  type AttentionItem,
  isAcknowledgement,
} from './attention/attention.ts'
export * from './attention/attention-rules.ts'
export { type LastingTold, LastingWatch } from './attention/lasting.ts'
export { byBib } from './bib-order.ts'
export * from './board.ts'
export type { BoardRow } from './board-row.ts'
export { changesSince } from './changes.ts'
export {
  FeedFailed,
  type FeedOptions,
  type FeedStatus,
  type FeedUpdate,
  type Wish,
} from './client/options.ts'
export { connectWebSocket, type Schedule, type SocketLike } from './client/socket.ts'
export * from './client-messages.ts'
export * from './close-codes.ts'
export { Entities, positionHash } from './entities.ts'
export { type Expected, expectedAt, type Forecast, forecastOf } from './expected/expected.ts'
export { type StopHabit, stopHabitAt } from './expected/stop-habit.ts'
export { fenceTimeAt, insideSince } from './facts.ts'
export { FeedClient } from './feed-client.ts'
export { finishTimeMs, shownGapMs, shownTimeMs } from './finish-time.ts'
export { Front, frontCellCm, noPassageMs } from './front.ts'
export { leadMs } from './lead.ts'
export * from './messages.ts'
export { smoothed, velocityOf } from './motion.ts'
export { bridgedMs, noticedAfterMs } from './noticed.ts'
export { type Certainty, type Moment, newMoment, Playout } from './playout.ts'
export { RaceState, SequenceBroken } from './race-state.ts'
export { isRanked } from './ranked.ts'
export { RateShadow } from './rate-shadow.ts'
export { type Chunk, type ChunkDelta, readChunk, writeChunk } from './rewind/chunk.ts'
export type { RecordingOptions } from './rewind/chunk-source.ts'
export type { Present } from './rewind/present.ts'
export { type Extent, type MomentOfRace, Recording } from './rewind/recording.ts'
export { RewindIndex } from './rewind/rewind-index.ts'
export { isBefore, type SequencePlace } from './sequence-place.ts'
export { closedAt, isInAt, standingAt } from './standing-at.ts'
export { boardAt, standingsAt, withinRace } from './standings.ts'
export { wasStopped } from './stopped.ts'
export { deviationCm, reachCm, reachDeviations, speedVariation } from './uncertainty.ts'
export { waveGunMs } from './wave-gun.ts'
export { MalformedFrame } from './wire/malformed-frame.ts'
export { decodeMessage, encodeDelta, encodePatch, encodeSnapshot } from './wire/message.ts'
export type { Base } from './wire/predicted.ts'
