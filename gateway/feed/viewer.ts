import type { Allowance } from './allowance.ts'
import type { Channel } from './channel.ts'
import type { MeasuredSocket } from './measured-socket.ts'

/** The oldest ping that has not been answered, and until when an answer is in time (epoch ms). */
export interface Unanswered {
  seq: number
  due: number
}

/**
 * Where a viewer stands. `behind` gets nothing until it has taken all that was sent before; then one merged
 * catch-up brings it back in step. No state holds messages: there is no queue for a viewer.
 */
type Session =
  | { state: 'greeted'; since: number }
  /** A race was asked for that has to be looked up first. */
  | { state: 'asking'; race: string }
  /** The race has no state yet: its first snapshot will be sent when there is one. */
  | { state: 'expecting'; channel: Channel }
  | { state: 'inStep'; channel: Channel; unanswered: Unanswered | null }
  /**
   * The last thing sent was a ping with `pingSeq`: its answer says that all before it was taken. `answered`: it
   * was, but the socket does not show it yet.
   */
  | { state: 'behind'; channel: Channel; pingSeq: number; answered: boolean }
  | { state: 'closing' }

export interface Viewer {
  readonly socket: MeasuredSocket
  readonly allowance: Allowance
  /** When it last said something or took bytes, epoch ms. */
  heardAt: number
  /** When it last took bytes or had taken all: who only talks is not alive, epoch ms. */
  tookAt: number
  pingedAt: number
  /** `takenBytes` and `pendingBytes` at the last check: where some waited, more taken now is a sign of life. */
  takenBytes: number
  pendingBytes: number
  /** `writtenBytes` after the last snapshot: what of it waits still is before that. */
  snapshotEnd: number
  session: Session
}

/** The channel of a viewer that has one. */
export function channelOf({ session }: Viewer): Channel | null {
  return 'channel' in session ? session.channel : null
}
