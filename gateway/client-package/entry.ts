import * as clock from '@racecast/pinot/race-clock'
import type { RaceInfo } from '../protocol/messages.ts'

/** What of a race its clock depends on. */
export type ClockOfRace = Pick<RaceInfo, 'startTime' | 'pauses'>

/** Race time in ms at the wall time `wallMs` (epoch ms): wall - gun - pauses; negative before the gun. */
export const raceTimeAt: (race: ClockOfRace, wallMs: number) => number = clock.raceTimeAt

/** The wall time (epoch ms) at which the race's clock first showed `raceMs`: the inverse of `raceTimeAt`. */
export const wallTimeAt: (race: ClockOfRace, raceMs: number) => number = clock.wallTimeAt

export type { Board, BoardLine } from '../protocol/board.ts'
export type { BoardRow } from '../protocol/board-row.ts'
export {
  FeedFailed,
  type FeedOptions,
  type FeedStatus,
  type FeedUpdate,
  type Wish,
} from '../protocol/client/options.ts'
export type { Schedule, SocketLike } from '../protocol/client/socket.ts'
export type { Every, Topic } from '../protocol/client-messages.ts'
export { CloseCode } from '../protocol/close-codes.ts'
export { Entities } from '../protocol/entities.ts'
export { EntityFlag } from '../protocol/entity-flag.ts'
export { fenceTimeAt, insideSince } from '../protocol/facts.ts'
export { FeedClient } from '../protocol/feed-client.ts'
export type {
  Delta,
  Facts,
  Lag,
  LogEntry,
  Position,
  RaceInfo,
  RosterEntry,
  ServerMessage,
  Snapshot,
} from '../protocol/messages.ts'
export { type Certainty, type Moment, newMoment, Playout } from '../protocol/playout.ts'
export { RaceState, SequenceBroken } from '../protocol/race-state.ts'
export type { RecordingOptions } from '../protocol/rewind/chunk-source.ts'
export { type Extent, type MomentOfRace, Recording } from '../protocol/rewind/recording.ts'
export { boardAt } from '../protocol/standings.ts'
export { MalformedFrame } from '../protocol/wire/malformed-frame.ts'
export { decodeMessage } from '../protocol/wire/message.ts'
