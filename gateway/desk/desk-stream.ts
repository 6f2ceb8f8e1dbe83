import type { Clock } from '../clock.ts'
import type { LiveRace } from '../replica/live-race.ts'
import type { Acknowledgement, Acknowledgements } from './acknowledgement.ts'
import type { Audit } from './audit.ts'
import { isKept } from './audit-entry.ts'
import type { Operator, Presence } from './presence.ts'

export interface DeskOptions {
  audit: Audit
  acknowledgements: Acknowledgements
  presence: Presence
  clock: Clock
  race: LiveRace
  /** The operator's name; null for a program. */
  name: string | null
  summary: () => object
}

/** A comment this often keeps what lies between from cutting the connection, ms. */
const breathEveryMs = 15_000
/** So many entries of the audit log it begins with; the others can be asked for. */
const auditTail = 200

/**
 * What an operator is told of a race as server-sent events: `desk` with all of it first, then `audit`, `auditDropped`,
 * `acknowledgement`, `operators` and `race` as they come. `desk` has since when what may need a person lasts, too: who comes now
 * cannot see that. An entry of the audit log comes again when its outcome is known, or is dropped by its number where it was
 * refused or changed nothing; what is told twice after an interruption says the same. Rejects with `BusUnavailable` where it
 * cannot begin.
 */
export async function openDesk({
  audit,
  acknowledgements,
  presence,
  clock,
  race,
  name,
  summary,
}: DeskOptions) {
  const { runId } = race.info
  let write: ((text: string) => void) | null = null
  const before: string[] = []
  const tell = (event: string, data: object) => {
    const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
    if (write) write(text)
    else before.push(text)
  }
  let operators: Operator[] = []
  let shown = JSON.stringify(summary())
  const ends = [
    audit.onEntries(runId, (entries) => {
      for (const entry of entries) {
        if (isKept(entry)) tell('audit', entry)
        else tell('auditDropped', { n: entry.n })
      }
    }),
    acknowledgements.on(runId, (given: Acknowledgement[]) => {
      for (const one of given) tell('acknowledgement', one)
    }),
    presence.join(runId, name, (there) => {
      operators = there
      tell('operators', { operators })
    }),
    race.onUpdate((update) => {
      const isOfRecord =
        'type' in update || update.delta.race !== undefined || update.delta.roster !== undefined
      if (!isOfRecord) return
      const now = JSON.stringify(summary())
      if (now === shown) return
      shown = now
      tell('race', summary())
    }),
  ]
  let cancelBreath = () => {}
  const breathe = () => {
    write?.(': \n\n')
    cancelBreath = clock.schedule(breathEveryMs, breathe)
  }
  const close = () => {
    cancelBreath()
    for (const end of ends) end()
  }
  let first: object
  try {
    const entries = await audit.list(runId, 1, Number.POSITIVE_INFINITY)
    first = {
      ...{ race: summary(), audit: entries.slice(-auditTail) },
      ...{ acknowledgements: await acknowledgements.list(runId), operators },
    }
  } catch (error) {
    close()
    throw error
  }
  return {
    /** Begins to write: everything first, then what has come meanwhile. */
    begin(to: { write: (text: string) => void }): void {
      write = to.write
      to.write('retry: 2000\n\n')
      tell('desk', { ...first, operators, lasting: race.lasting?.told() ?? null })
      for (const text of before.splice(0)) to.write(text)
      cancelBreath = clock.schedule(breathEveryMs, breathe)
    },
    close,
  }
}
