import type { Grant } from '../../access/grant.ts'
import type { Clock } from '../../clock.ts'
import type { Delta, ErrorCode, SequencePlace, ServerMessage, Snapshot } from '../../protocol/index.ts'
import type { LiveRace } from '../../replica/live-race.ts'
import type { FeedAccess } from '../feed-access.ts'
import type { FeedObserver } from '../feed-observer.ts'
import type { Subscription } from '../subscription.ts'
import type { Viewer } from '../viewer.ts'

/** What the handlers may do. */
export interface Context {
  readonly clock: Clock
  readonly observer: FeedObserver
  readonly access: FeedAccess
  get(race: string): LiveRace | undefined
  lookUp(race: string): Promise<LiveRace | undefined>
  send(viewer: Viewer, message: Exclude<ServerMessage, Snapshot | Delta>): void
  /** Tells a viewer why, and ends the connection. */
  close(viewer: Viewer, reason: ErrorCode, message: string): void
  join(viewer: Viewer, race: LiveRace, subscription: Subscription, held: SequencePlace | null): void
  leaveLane(viewer: Viewer): void
  /** A viewer has shown what it may do, for as long as that is good. */
  admit(viewer: Viewer, grant: Grant): void
}
