import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { type Bus, BusUnavailable } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { Problem } from '../problems.ts'
import {
  type AuditEntry,
  type AuditOrder,
  type DroppedEntry,
  entryIn,
  isKept,
  type Kept,
} from './audit-entry.ts'

/** What becomes of an order: its answer, and what it has changed. */
export interface Carried<T> {
  answer: T
  before?: unknown
  after?: unknown
}

export type Audit = ReturnType<typeof createAudit>

/** How often it is tried again to write down what became of an order, ms. */
const againEveryMs = 1000

const listOf = (race: string | null) => (race === null ? 'audit' : `audit ${race}`)

/**
 * The audit log, the same at every gateway. An order is written down before it is carried out, so that none is without its
 * entry, and once: what becomes of it is written into the same entry. What cannot be written down is not carried out.
 */
export function createAudit({ bus, clock, log }: { bus: Bus; clock: Clock; log: Log }) {
  const waiting = new Set<() => void>()

  async function begin(race: string | null, kept: Kept): Promise<number> {
    try {
      return await bus.append(listOf(race), randomUUID(), JSON.stringify(kept))
    } catch (error) {
      if (!(error instanceof BusUnavailable)) throw error
      throw new Problem('bus-unavailable', 'Nothing was done; try again in a moment.', {
        headers: { 'retry-after': '2' },
      })
    }
  }

  /** Writes down what became of an order; again and again where the bus is away just now. */
  async function end(race: string | null, n: number, kept: Kept): Promise<void> {
    try {
      await bus.note(listOf(race), new Map([[String(n), JSON.stringify(kept)]]))
    } catch (error) {
      log.warn({ err: error, n, race }, 'what became of an order cannot be written down yet')
      const cancel = clock.schedule(againEveryMs, () => {
        waiting.delete(cancel)
        void end(race, n, kept)
      })
      waiting.add(cancel)
    }
  }

  return {
    /**
     * Carries out an order under an entry of the log; what `work` throws is thrown on. `after` of the order is what was
     * asked for.
     */
    async carryOut<T>(given: Omit<AuditOrder, 'at'>, work: () => Promise<Carried<T>>): Promise<T> {
      const { race } = given
      const order: AuditOrder = { at: clock.now(), ...given }
      const n = await begin(race, { ...order, outcome: 'pending' })
      try {
        const { answer, ...changes } = await work()
        const isNothing = 'before' in changes && isDeepStrictEqual(changes.before, changes.after)
        await end(race, n, { ...order, ...changes, outcome: isNothing ? 'nothing' : 'done' })
        return answer
      } catch (error) {
        await end(race, n, { ...order, outcome: outcomeOf(error) })
        throw error
      }
    },

    /**
     * The same of an order that makes a race: its entry is the first of that race. Until there is one it is among those of
     * no race.
     */
    async carryOutCreation<T>(
      given: Omit<AuditOrder, 'at' | 'race'>,
      work: () => Promise<{ answer: T; race: string; after: unknown }>,
    ): Promise<T> {
      const order: AuditOrder = { at: clock.now(), ...given, race: null }
      const n = await begin(null, { ...order, outcome: 'pending' })
      try {
        const { answer, race, after } = await work()
        await begin(race, { ...order, race, after, outcome: 'done' }).then(
          () => end(null, n, { ...order, outcome: 'nothing' }),
          () => end(null, n, { ...order, race, after, outcome: 'done' }),
        )
        return answer
      } catch (error) {
        await end(null, n, { ...order, outcome: outcomeOf(error) })
        throw error
      }
    },

    /** Entries of a race (null: of none) from number `from` on, at most `limit`. Throws `BusUnavailable`. */
    async list(race: string | null, from: number, limit: number): Promise<AuditEntry[]> {
      const entries = [...(await bus.notes(listOf(race)))].flatMap(
        ([n, text]) => entryIn(n, text, clock.now()) ?? [],
      )
      return entries
        .filter(isKept)
        .filter(({ n }) => n >= from)
        .sort((a, b) => a.n - b.n)
        .slice(0, limit)
    },

    /** Told of entries that are new or have changed, and of those that fall away; returns what ends it. */
    onEntries: (race: string, listener: (entries: (AuditEntry | DroppedEntry)[]) => void): (() => void) =>
      bus.onNoted(listOf(race), (noted) =>
        listener([...noted].flatMap(([n, text]) => entryIn(n, text, clock.now()) ?? [])),
      ),

    close(): void {
      for (const cancel of waiting) cancel()
    },
  }
}

/** What is refused has changed nothing; where no answer came nobody knows. */
function outcomeOf(error: unknown): Kept['outcome'] {
  if (!(error instanceof Problem)) return 'unknown'
  if (error.code === 'race-not-visible') return 'done'
  return error.status < 500 || error.more.isUndone ? 'nothing' : 'unknown'
}
