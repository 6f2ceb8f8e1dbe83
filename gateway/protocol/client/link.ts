import type { Board } from '../board.ts'
import type { Pong } from '../client-messages.ts'
import type { Bye, Delta, Health, Snapshot } from '../messages.ts'
import type { RaceState } from '../race-state.ts'
import type { SequencePlace } from '../sequence-place.ts'
import type { ClockOffset } from './clock-offset.ts'
import type { Schedule } from './socket.ts'

/** A way to the server from its opening to its end: a WebSocket, or a run of fetches. */
export interface Link {
  /**
   * Asks anew: for what was missed since `resume`, or (null) for everything; nothing comes until that is answered. Before
   * it is open there is no need to: `onOpen` says what to ask for.
   */
  ask(resume: SequencePlace | null): void
  /** Is anybody there? Lost unless something is heard soon. */
  probe(): void
  /** Ends it for `reason`, and says so. */
  drop(reason: string): void
  /** Ends it without a word. */
  end(): void
}

export interface LinkEvents {
  /** Something came, whatever it was: the way is open. */
  onHeard(): void
  /** The server answers: what to ask for. */
  onOpen(): SequencePlace | null
  /** What is held is still right: deltas of it follow. */
  onResumed(): void
  onMessage(message: Snapshot | Delta | Board | Health | Bye): void
  /** A message predicts from something else than what is held. */
  onOutOfStep(): unknown
  /** A message cannot be read: nothing that came from here is to be trusted. */
  onMalformed(): void
  /** Called once, whoever ended it. */
  onLost(reason: string): void
  /** The same, where coming back will not help. */
  onRefused(code: string, message: string): void
}

export interface LinkSetting {
  race: string
  key: string | undefined
  clock: ClockOffset
  /** ms by a clock that only goes on. */
  elapsed: () => number
  schedule: Schedule
  /** What is held, to predict from. */
  base: () => RaceState | null
  /** What the answer to a ping says of lateness. */
  lateness: () => Pick<Pong, 'arrivedMs' | 'shownMs'>
}
