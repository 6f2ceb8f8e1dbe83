import { randomUUID } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Bus } from '../bus/bus.ts'
import { notedJson } from '../bus/noted-json.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'

export const Operator = Type.Object({
  name: Type.String(),
  since: Type.Integer({ description: 'epoch ms' }),
})
export type Operator = Static<typeof Operator>

const Told = Compile(Type.Evaluate(Type.Intersect([Operator, Type.Object({ at: Type.Integer() })])))
/** What was said of somebody, `at` by the clock of who said it, and when that was heard here, by `elapsed`. */
type Said = Operator & { at: number; heardAt: number }
/** A gateway says this often who is at its desks; who was not said for longer than the other is gone, ms. */
const sayEveryMs = 15_000
const goneAfterMs = 45_000

const mapOf = (runId: string) => `desk ${runId}`

export type Presence = ReturnType<typeof createPresence>

/** Who is at the desk of a race, at whichever gateway. One that was killed says nothing more, and is forgotten. */
export function createPresence({ bus, clock, log }: { bus: Bus; clock: Clock; log: Log }) {
  const gateway = randomUUID()
  /** Who sits at desks of this gateway, by race and name. */
  const seats = new Map<string, { count: number; since: number }>()

  function told(entries: ReadonlyMap<string, string>, into: Map<string, Said>, isNew: boolean): void {
    for (const [key, text] of entries) {
      const read = notedJson(text)
      if (!Told.Check(read)) {
        into.delete(key)
        continue
      }
      // Of what was kept nobody knows for how long, but by the clock of who said it.
      const keptMs = isNew ? 0 : Math.max(0, clock.now() - read.at)
      into.set(key, { ...(read as Operator & { at: number }), heardAt: clock.elapsed() - keptMs })
    }
  }

  return {
    /**
     * Somebody (null: a program, which nobody is told of) sits down at a desk. `changed` is told who is there, from the
     * beginning and whenever that changes; returns what ends it.
     */
    join(runId: string, name: string | null, changed: (operators: Operator[]) => void): () => void {
      const map = mapOf(runId)
      const key = `${gateway} ${name}`
      const seat = seats.get(map + key) ?? { count: 0, since: clock.now() }
      seat.count++
      seats.set(map + key, seat)
      const known = new Map<string, Said>()
      let last = ''
      let cancel = () => {}

      const say = (text: string) =>
        bus.note(map, new Map([[key, text]])).catch((error: unknown) => {
          log.warn({ err: error, runId }, 'other gateways could not be told who is at the desk')
        })
      const tell = () => {
        const there = [...known.values()].filter(({ heardAt }) => clock.elapsed() - heardAt < goneAfterMs)
        const earliest = new Map<string, number>()
        for (const one of there)
          earliest.set(one.name, Math.min(one.since, earliest.get(one.name) ?? Number.POSITIVE_INFINITY))
        const operators = [...earliest]
          .map(([who, from]) => ({ name: who, since: from }))
          .sort((a, b) => a.since - b.since)
        const text = JSON.stringify(operators)
        if (text === last) return
        last = text
        changed(operators)
      }
      const unsubscribe = bus.onNoted(map, (entries) => {
        told(entries, known, true)
        tell()
      })
      const again = () => {
        if (name !== null) void say(JSON.stringify({ name, since: seat.since, at: clock.now() }))
        tell()
        cancel = clock.schedule(sayEveryMs, again)
      }
      bus.notes(map).then(
        (entries) => {
          told(new Map([...entries].filter(([other]) => !known.has(other))), known, false)
          tell()
        },
        () => {},
      )
      again()
      return () => {
        cancel()
        unsubscribe()
        if (--seat.count > 0) return
        seats.delete(map + key)
        if (name !== null) void say('')
      }
    },
  }
}
