import type { Delta, LogEntry, Snapshot } from '../protocol/index.ts'

/** One tick of a race, encoded once for everybody in step. */
export interface Frame {
  runId: string
  delta: Delta
  /** `delta` as it goes over the wire in racecast.v1.json, UTF-8. */
  json: Buffer
}

/** Where a race stood: a keyframe and every delta after it, in order. */
export interface Checkpoint {
  keyframe: Snapshot
  /** What the fold remembers beyond the state that viewers see; opaque to the bus. */
  memory: string
  deltas: Delta[]
}

/** The right to poll a race and to publish its frames. A newer lease has a higher fence. */
export interface Lease {
  readonly runId: string
  readonly fence: number
}

/** How long a lease is good for, ms. */
export const leaseMs = 10_000

/** What one publication carries. */
export interface Publication {
  /** The next frame of the epoch, or null where a new epoch (or the first) begins. */
  frame: Frame | null
  /** Given at the beginning of an epoch and every so often, so that a checkpoint stays short. */
  keyframe: Snapshot | null
  memory: string
  /** Where an epoch begins: its whole log so far. After that the frames bring it. */
  log?: readonly LogEntry[]
}

/**
 * Carries frames from the gateway that polls a race to all of them, and keeps its checkpoint. In process and on
 * a file for one gateway, Redis for several. The poller serves its own viewers from the bus like everybody else.
 */
export interface Bus {
  /**
   * Asks for the lease on a race; null while another holds it. A lease has to be asked for again, every
   * `leaseMs / 3`, to be kept; the same is given again until it has run out.
   */
  acquire(runId: string): Promise<Lease | null>
  release(lease: Lease): Promise<void>
  /** Checks the lease, writes the checkpoint and publishes, all or nothing. False: the lease is lost, stop polling. */
  publish(lease: Lease, publication: Publication): Promise<boolean>
  checkpoint(runId: string): Promise<Checkpoint | null>
  /** The log from entry `from` on, at most `limit`, oldest first: all of it, not only what a state keeps. */
  log(runId: string, from: number, limit: number): Promise<LogEntry[]>
  /** Frames and new epochs of a race as they are published; returns what ends it. */
  subscribe(runId: string, listener: (message: Frame | Snapshot) => void): () => void
  close(): Promise<void>
}
