import {
  type Delta,
  FeedClient,
  type LogEntry,
  type RaceState,
  type Snapshot,
} from '@racecast/gateway/protocol'

/** A frame or snapshot as it arrived. Times are epoch ms. */
export interface Arrival {
  at: number
  /** When the newest fix in it was measured. */
  measuredAt: number
  /** When it was handed to the bus. */
  sentAt: number
}

interface Place {
  epoch: number
  seq: number
}

/**
 * A viewer of one race at one gateway, who notes what arrives when, and everything that nobody may ever see: a sequence that
 * breaks or goes back, a log with a hole, somebody who runs backwards.
 */
export class Viewer {
  readonly feed: FeedClient
  readonly arrivals: Arrival[] = []
  /** Each epoch as it began. */
  readonly epochs: number[] = []
  /** The log since the last epoch began, without what the first snapshot of it had left out. */
  readonly log: LogEntry[] = []
  /** Since when the store does not answer, epoch ms, as the server says; null while it does. */
  storeDownSince: number | null = null
  readonly complaints: string[] = []
  readonly #furthest = new Map<number, { cm: number; t: number }>()
  #place: Place = { epoch: -1, seq: -1 }
  /** The connection has not brought anything yet. */
  #isNew = false

  constructor(gateway: string, race: string) {
    this.feed = new FeedClient({
      url: `${gateway.replace('http', 'ws')}/feed`,
      race,
      onSnapshot: (state, snapshot) => this.#onSnapshot(state, snapshot),
      onDelta: (state, delta) => this.#onDelta(state, delta),
      onStatus: ({ state }) => {
        if (state === 'connecting') this.#isNew = true
      },
      onStoreDown: (since) => {
        this.storeDownSince = since
      },
    })
  }

  get state(): RaceState | null {
    return this.feed.state
  }

  /** The first arrival of what was measured after `moment`, epoch ms; undefined while there is none. */
  firstAfter(moment: number): Arrival | undefined {
    return this.arrivals.find(({ measuredAt }) => measuredAt > moment)
  }

  close(): void {
    this.feed.close()
  }

  #onSnapshot(state: RaceState, { reason, epoch, seq, log }: Snapshot): void {
    const isNew = this.#isNew
    this.#isNew = false
    if (reason === 'subscribed' && !isNew)
      this.complaints.push(`a frame before ${epoch}/${seq} did not follow: it had to ask for a snapshot`)
    // The first of a connection may be of the frame that was seen last on the one before.
    const isSame = isNew && epoch === this.#place.epoch && seq === this.#place.seq
    if (!isSame) this.#goTo({ epoch, seq }, `a snapshot (${reason})`)
    if (epoch !== this.epochs.at(-1)) {
      this.epochs.push(epoch)
      this.log.length = 0
      this.log.push(...log)
    } else this.#takeLog(log.filter(({ n }) => n > (this.log.at(-1)?.n ?? 0)))
    this.#look(state)
  }

  #onDelta(state: RaceState, { epoch, seq, log }: Delta): void {
    this.#isNew = false
    this.#goTo({ epoch, seq }, 'a frame')
    this.#takeLog(log)
    this.#look(state)
  }

  #goTo(place: Place, by: string): void {
    const { epoch, seq } = this.#place
    if (place.epoch < epoch || (place.epoch === epoch && place.seq <= seq))
      this.complaints.push(`${by} led from ${epoch}/${seq} to ${place.epoch}/${place.seq}`)
    this.#place = place
  }

  #takeLog(entries: readonly LogEntry[]): void {
    for (const entry of entries) {
      const last = this.log.at(-1)?.n
      if (last !== undefined && entry.n !== last + 1)
        this.complaints.push(`entry ${entry.n} of the log came after ${last}`)
      this.log.push(entry)
    }
  }

  #look({ entities, lag, epoch, seq }: RaceState): void {
    for (let slot = 0; slot < entities.size; slot++) {
      const id = entities.ids[slot]!
      const [cm, t] = [entities.cm[slot]!, entities.t[slot]!]
      const before = this.#furthest.get(id)
      if (before && (cm < before.cm || t < before.t))
        this.complaints.push(
          `${epoch}/${seq} took ${id} back from ${before.cm} cm at ${before.t} ms to ${cm} cm at ${t} ms`,
        )
      this.#furthest.set(id, { cm, t })
    }
    this.arrivals.push({ at: Date.now(), measuredAt: lag.measuredAt ?? 0, sentAt: lag.sentAt })
  }
}
