import type { Clock } from '../../clock.ts'
import type { CloseReason, ServerMessage } from '../../protocol/index.ts'
import type { LiveRace } from '../../replica/live-race.ts'
import type { FeedObserver } from '../feed-observer.ts'
import type { Viewer } from '../viewer.ts'

/** What the handlers may do. */
export interface Context {
  readonly clock: Clock
  readonly observer: FeedObserver
  get(race: string): LiveRace | undefined
  lookUp(race: string): Promise<LiveRace | undefined>
  send(viewer: Viewer, message: ServerMessage): void
  close(viewer: Viewer, reason: CloseReason, message?: string): void
  join(viewer: Viewer, race: LiveRace): void
  leaveChannel(viewer: Viewer): void
}
