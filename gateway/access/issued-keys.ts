import { Compile } from 'typebox/compile'
import { type Bus, BusUnavailable, type Lease } from '../bus/bus.ts'
import { tellAll } from '../bus/subscribers.ts'
import type { Clock } from '../clock.ts'
import { KeyRecord } from './key.ts'

/** The map that all gateways share, and the lease on changing it. */
const map = 'keys'
/** How long a key that has expired stays in the list, ms. */
const keptAfterMs = 7 * 86_400_000
/** How often what is kept is compared with what is known, ms. */
const tidyEveryMs = 60_000
/** How long a change waits for another gateway's, and how often it asks, ms. */
const patienceMs = 6000
const askEveryMs = 50

const record = Compile(KeyRecord)

/**
 * The keys that were made and what became of them, the same at every gateway. What one has heard it remembers, so that
 * a revocation holds while the bus is away; and it writes back what the bus has lost.
 */
export function createIssuedKeys({ bus, clock }: { bus: Bus; clock: Clock }) {
  const known = new Map<string, KeyRecord>()
  const listeners = new Set<(jti: string) => void>()
  let loaded = false
  let loading: Promise<void> | null = null
  let changing: Promise<unknown> = Promise.resolve()
  let closed = false

  const isKept = ({ expiresAt }: KeyRecord) => expiresAt + keptAfterMs > clock.now()

  /** Takes in what is told; what is revoked once stays so. */
  function take(entries: ReadonlyMap<string, string>): void {
    for (const [jti, text] of entries) {
      const told = readRecord(text)
      if (told?.jti !== jti || !isKept(told)) continue
      const held = known.get(jti)
      known.set(jti, held?.revokedAt != null ? held : told)
      if (told.revokedAt !== null && held?.revokedAt == null) tellAll(listeners, (listener) => listener(jti))
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
  function inTurn<T>(work: (lease: Lease) => Promise<T>, waitMs = patienceMs): Promise<T | null> {
    const mine = changing.then(async () => {
      const giveUpAt = clock.now() + waitMs
      for (;;) {
        const lease = await bus.acquire(map)
        if (lease)
          try {
            return await work(lease)
          } finally {
            await bus.release(lease).catch(() => {})
          }
        if (closed || clock.now() >= giveUpAt) return null
        await new Promise<void>((done) => clock.schedule(askEveryMs, done))
      }
    })
    changing = mine.catch(() => {})
    return mine
  }

  async function change(work: (lease: Lease) => Promise<KeyRecord | undefined>) {
    await load()
    const done = await inTurn(async (lease) => ({ record: await work(lease) }))
    if (!done) throw new BusUnavailable('another gateway is changing the list of keys')
    return done.record
  }

  async function write(lease: Lease, changed: KeyRecord): Promise<KeyRecord> {
    const entries = new Map([[changed.jti, JSON.stringify(changed)]])
    if (!(await bus.note(map, entries, { lease })))
      throw new BusUnavailable('the list of keys was taken over')
    take(entries)
    return changed
  }

  /** Drops what has expired long ago from what is kept, and writes back what was lost there. */
  async function tidy(): Promise<void> {
    await load()
    await inTurn(async (lease) => {
      const kept = await bus.notes(map)
      take(kept)
      for (const [jti, held] of known) if (!isKept(held)) known.delete(jti)
      const wanted = new Map([...known].map(([jti, held]) => [jti, JSON.stringify(held)]))
      const isSame = wanted.size === kept.size && [...wanted].every(([jti, text]) => kept.get(jti) === text)
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
    /** Resolves when what was made and revoked before is known. Rejects while the bus does not answer. */
    load,
    get: (jti: string): KeyRecord | undefined => known.get(jti),
    /** The newest first, and for a while those that have expired. */
    list: (): KeyRecord[] => [...known.values()].filter(isKept).sort((a, b) => b.issuedAt - a.issuedAt),
    add: (made: KeyRecord) => change((lease) => write(lease, made)),
    /** The key as it is then; undefined if there is none. A second time changes nothing. */
    revoke: (jti: string) =>
      change(async (lease) => {
        const held = known.get(jti)
        if (!held || held.revokedAt !== null) return held
        return write(lease, { ...held, revokedAt: clock.now() })
      }),
    /** Told of every key that is revoked, at whichever gateway; returns what ends it. */
    onRevoked(listener: (jti: string) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close(): void {
      closed = true
      cancelTidy()
      unsubscribe()
      listeners.clear()
    },
  }
}

function readRecord(text: string): KeyRecord | null {
  try {
    const value: unknown = JSON.parse(text)
    return record.Check(value) ? value : null
  } catch {
    return null
  }
}
