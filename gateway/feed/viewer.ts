import type { AccessFailure } from '../access/failure.ts'
import type { Grant } from '../access/grant.ts'
import type { SequencePlace } from '../protocol/index.ts'
import type { Allowance } from './allowance.ts'
import type { Lane } from './lane.ts'
import type { Format } from './subscription.ts'
import type { ViewerSocket } from './viewer-socket.ts'

/** The oldest ping that has not been answered, and until when an answer is in time; as all times here by the clock's `elapsed`. */
export interface Unanswered {
  readonly seq: number
  readonly due: number
}

/**
 * Where a viewer stands. `behind` gets nothing until it has taken all that was sent before; then one merged patch
 * brings it back in step. No state holds messages: there is no queue for a viewer.
 */
export type Session =
  | { state: 'greeted'; since: number }
  /** A race was asked for that has to be looked up first. */
  | { state: 'asking'; race: string }
  /** The race has no state yet: it will be sent when there is one. */
  | { state: 'expecting'; lane: Lane; held: SequencePlace | null }
  /** Those who hold the same as most in their lane share `held`, which goes on with every step. */
  | { state: 'inStep'; lane: Lane; held: SequencePlace; unanswered: Unanswered | null }
  /**
   * The last thing sent was a ping with `pingSeq`: its answer says that all before it was taken. `answered`: it
   * was, but the socket does not show it yet. `reading`: the part of the log that it misses is being read.
   */
  | {
      state: 'behind'
      lane: Lane
      held: SequencePlace | null
      pingSeq: number
      answered: boolean
      reading: boolean
    }
  | { state: 'closing' }

export interface Viewer {
  readonly socket: ViewerSocket
  readonly format: Format
  /** Whether it can answer pings; who cannot is judged by what it takes. */
  readonly answers: boolean
  readonly allowance: Allowance
  /** What it has shown that it may do; null for nobody in particular. */
  grant: Grant | null
  /** What a key opens that it shows later. */
  readonly check: (key: string) => Promise<Grant | AccessFailure>
  /** Ends the watch over the grant. */
  releaseGrant: () => void
  /** While a key that it has shown is looked into. */
  authorizing: Promise<void> | null
  /** When it last said something or took bytes. */
  heardAt: number
  /** When it last took bytes or had taken all: who only talks is not alive. */
  tookAt: number
  pingedAt: number
  /** `takenBytes` and `pendingBytes` at the last check: where some waited, more taken now is a sign of life. */
  takenBytes: number
  pendingBytes: number
  /** The socket's `writtenBytes` after the last snapshot: what of it waits still is before that. */
  snapshotEnd: number
  session: Session
}

/** The lane of a viewer that has one. */
export function laneOf({ session }: Viewer): Lane | null {
  return 'lane' in session ? session.lane : null
}
