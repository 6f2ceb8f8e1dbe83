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

/** Who listens to a race. */
export interface BusListener {
  published(message: Frame | Snapshot): void
  /** Something may have been missed (the connection was away): the checkpoint says what. */
  interrupted(): void
}

/** The bus does not answer; waiting helps. */
export class BusUnavailable extends Error {
  override readonly name = 'BusUnavailable'
}

/**
 * Carries frames from the gateway that polls a race to all of them, and keeps its checkpoint. In process and on
 * a file for one gateway, Redis for several. The poller serves its own viewers from the bus like everybody else.
 */
export interface Bus {
  /** How long a lease is good for, ms. */
  readonly leaseMs: number
  /**
   * Asks for the lease on a race; null while another holds it. A lease has to be asked for again, every
   * `leaseMs / 3`, to be kept; the same is given again until it has run out. Not only races can be held: any name
   * that is no runId is a lease of its own.
   */
  acquire(runId: string): Promise<Lease | null>
  release(lease: Lease): Promise<void>
  /**
   * Checks the lease, and that the frame follows what the checkpoint ends with; writes the checkpoint and publishes,
   * all or nothing. False: the lease or the checkpoint is not what it was, begin again from `acquire`.
   */
  publish(lease: Lease, publication: Publication): Promise<boolean>
  checkpoint(runId: string): Promise<Checkpoint | null>
  /** The log from entry `from` on, at most `limit`, oldest first: all of it, not only what a state keeps. */
  log(runId: string, from: number, limit: number): Promise<LogEntry[]>
  /** Removes checkpoint and log of a race that was deleted; its fence stays. Who polls it still, works it out once more. */
  forget(runId: string): Promise<void>
  /** Frames and new epochs of a race as they are published; returns what ends it. */
  subscribe(runId: string, listener: BusListener): () => void
  /**
   * Writes into a small map of texts that all gateways share, and tells all of them, this one too. With a lease
   * nothing is written, and false returned, if it is lost. `whole` drops what `entries` does not name.
   */
  note(
    map: string,
    entries: ReadonlyMap<string, string>,
    how?: { lease?: Lease; whole?: boolean },
  ): Promise<boolean>
  notes(map: string): Promise<Map<string, string>>
  /**
   * Adds a text to a list that all gateways share, and returns its number, from 1 without holes. The list is a map whose
   * keys are the numbers: it is read, told of and changed like any other. The same `id` again changes nothing and gives
   * the same number, so that what may have been lost can be sent again.
   */
  append(list: string, id: string, text: string): Promise<number>
  /** Told of what is written into the map, and of all that is in it whenever something may have been missed. */
  onNoted(map: string, listener: (entries: ReadonlyMap<string, string>) => void): () => void
  close(): Promise<void>
}
