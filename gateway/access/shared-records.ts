import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { type Bus, BusUnavailable, type Lease } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'

/** How often what is kept is compared with what is known, ms. */
const tidyEveryMs = 60_000
/** How long a change waits for another gateway's, and how often it asks, ms. */
const patienceMs = 6000
const askEveryMs = 50

export interface SharedRecordsOptions<T extends TSchema> {
  bus: Bus
  clock: Clock
  /** What the map that all gateways share is called, and the lease on changing it. */
  map: string
  schema: T
  idOf: (record: Static<T>) => string
  /** Whether it is of use still; what is not goes after a while. */
  isKept: (record: Static<T>) => boolean
  /** Which of the two counts where one is told of another: `held` is undefined where none was known. */
  merge: (held: Static<T> | undefined, told: Static<T>) => Static<T>
  /** Told of each that is taken in, with what was known before. */
  taken: (held: Static<T> | undefined, told: Static<T>) => void
}

/**
 * Records of access, the same at every gateway: what one has heard it remembers, so that it holds while the bus is away; and
 * it writes back what the bus has lost.
 */
export function createSharedRecords<T extends TSchema>(options: SharedRecordsOptions<T>) {
  type Item = Static<T>
  const { bus, clock, map, schema, idOf, isKept, merge, taken } = options
  const record = Compile(schema)
  const known = new Map<string, Item>()
  let loaded = false
  let loading: Promise<void> | null = null
  let changing: Promise<unknown> = Promise.resolve()
  let closed = false

  function take(entries: ReadonlyMap<string, string>): void {
    for (const [id, text] of entries) {
      const told = readRecord(text)
      if (told === null || idOf(told) !== id || !isKept(told)) continue
      const held = known.get(id)
      known.set(id, merge(held, told))
      taken(held, told)
    }
  }

  function readRecord(text: string): Item | null {
    try {
      const value: unknown = JSON.parse(text)
      return record.Check(value) ? (value as Item) : null
    } catch {
      return null
    }
  }

  async function load(): Promise<void> {
    if (loaded) return
    loading ??= bus.notes(map).then(take)
    try {
      await loading
      loaded = true
    } finally {
      loading = null
    }
  }

  /** One change after another, of all gateways. */
  function inTurn<R>(work: (lease: Lease) => Promise<R>, waitMs = patienceMs): Promise<R | null> {
    const mine = changing.then(async () => {
      const giveUpAt = clock.elapsed() + waitMs
      for (;;) {
        const lease = await bus.acquire(map)
        if (lease)
          try {
            return await work(lease)
          } finally {
            await bus.release(lease).catch(() => {})
          }
        if (closed || clock.elapsed() >= giveUpAt) return null
        await new Promise<void>((done) => clock.schedule(askEveryMs, done))
      }
    })
    changing = mine.catch(() => {})
    return mine
  }

  async function write(lease: Lease, changed: Item): Promise<void> {
    const entries = new Map([[idOf(changed), JSON.stringify(changed)]])
    if (!(await bus.note(map, entries, { lease })))
      throw new BusUnavailable(`the list of ${map} was taken over`)
    take(entries)
  }

  /** Drops what has expired long ago from what is kept, and writes back what was lost there. */
  async function tidy(): Promise<void> {
    await load()
    await inTurn(async (lease) => {
      const kept = await bus.notes(map)
      take(kept)
      for (const [id, held] of known) if (!isKept(held)) known.delete(id)
      const wanted = new Map([...known].map(([id, held]) => [id, JSON.stringify(held)]))
      const isSame = wanted.size === kept.size && [...wanted].every(([id, text]) => kept.get(id) === text)
      if (!isSame) await bus.note(map, wanted, { lease, whole: true })
    }, 0)
  }

  const unsubscribe = bus.onNoted(map, take)
  // Before anybody asks; where it fails, whoever asks tries again.
  void load().catch(() => {})
  let cancelTidy = clock.schedule(tidyEveryMs, tidyAndAgain)
  function tidyAndAgain(): void {
    // While the bus is away there is nothing to be done; it says so itself.
    void tidy()
      .catch(() => {})
      .finally(() => {
        if (!closed) cancelTidy = clock.schedule(tidyEveryMs, tidyAndAgain)
      })
  }

  return {
    /** Resolves when what was written before is known. Rejects while the bus does not answer. */
    load,
    get: (id: string): Item | undefined => known.get(id),
    list: (): Item[] => [...known.values()].filter(isKept),
    /** Holds at this gateway at once, whatever the bus does; who is told later is told by `write` or by the next tidying. */
    takeHere: (changed: Item): void => take(new Map([[idOf(changed), JSON.stringify(changed)]])),
    /**
     * Writes what `next` gives for the one that is known with this id, after all changes before; nothing for undefined. Resolves
     * to what is known then. Throws `BusUnavailable`.
     */
    async change(id: string, next: (held: Item | undefined) => Item | undefined): Promise<Item | undefined> {
      await load()
      const done = await inTurn(async (lease) => {
        const wanted = next(known.get(id))
        if (wanted !== undefined) await write(lease, wanted)
        return true
      })
      if (!done) throw new BusUnavailable(`another gateway is changing the list of ${map}`)
      return known.get(id)
    },
    close(): void {
      closed = true
      cancelTidy()
      unsubscribe()
    },
  }
}
