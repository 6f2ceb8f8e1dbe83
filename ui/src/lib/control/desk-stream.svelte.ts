import type { AttentionKind, LastingTold } from '@racecast/gateway/protocol'
import type { Operator } from './operator.svelte.ts'

/** An order that changed something, as `GET /api/races/{race}/audit` has it. */
export interface AuditEntry {
  n: number
  /** Epoch ms. */
  at: number
  operator: string
  action: string
  bib?: string
  /** Whose gun was corrected, where it was that of one wave. */
  wave?: string
  before?: unknown
  after?: unknown
  reason?: string
  outcome: 'pending' | 'done' | 'unknown'
}

/** Somebody has seen to what needed a person. */
export interface Acknowledgement {
  id: number
  bib: string
  kind: AttentionKind
  /** Since when it had lasted, race ms. */
  since: number
  operator: string
  at: number
  note?: string
}

/** A connection that the browser has given up is opened again after this, ms. */
const againMs = 3000

/** What operators share: who is here, what was ordered, and who has seen to what; each hears of the others at once. */
export class DeskStream {
  audit = $state.raw<AuditEntry[]>([])
  acknowledgements = $state.raw<Acknowledgement[]>([])
  operators = $state.raw<{ name: string; since: number }[]>([])
  /** False while the others may know of something that is not shown here. */
  connected = $state(false)
  /** How often everything has been told from the beginning. */
  connections = $state(0)
  /** Told what has lasted for longer than this page has looked. */
  onLasting: (told: LastingTold) => void = () => {}
  /** Told that who may see the race may have changed. */
  onVisibility: () => void = () => {}
  readonly #address: string
  readonly #operator: Operator
  #source: EventSource | null = null
  #again: ReturnType<typeof setTimeout> | undefined

  constructor(race: string, operator: Operator) {
    this.#address = `/api/races/${encodeURIComponent(race)}/desk`
    this.#operator = operator
  }

  open(): void {
    const source = new EventSource(this.#address)
    this.#source = source
    const on = <T>(event: string, take: (told: T) => void) =>
      source.addEventListener(event, ({ data }) => take(JSON.parse(data) as T))
    type All = Pick<DeskStream, 'audit' | 'acknowledgements' | 'operators'> & { lasting: LastingTold | null }
    on<All>('desk', (all) => {
      this.audit = all.audit
      this.acknowledgements = all.acknowledgements
      this.operators = all.operators
      if (all.lasting) this.onLasting(all.lasting)
      this.connected = true
      this.connections++
      this.onVisibility()
    })
    on<AuditEntry>('audit', (entry) => {
      this.audit = withEntry(this.audit, entry)
      if (entry.action === 'visibility' && entry.outcome !== 'pending') this.onVisibility()
    })
    // It was refused, or changed nothing.
    on<Pick<AuditEntry, 'n'>>('auditDropped', ({ n }) => {
      this.audit = this.audit.filter((entry) => entry.n !== n)
    })
    on<Acknowledgement>('acknowledgement', (given) => {
      const others = this.acknowledgements.filter(({ id, kind }) => id !== given.id || kind !== given.kind)
      this.acknowledgements = [...others, given]
    })
    on<Pick<DeskStream, 'operators'>>('operators', ({ operators }) => {
      this.operators = operators
    })
    source.onerror = () => {
      this.connected = false
      if (source.readyState !== EventSource.CLOSED) return
      // It was answered with a problem: perhaps nobody is signed in any more.
      this.#again = setTimeout(() => {
        void this.#operator.look()
        this.open()
      }, againMs)
    }
  }

  close(): void {
    clearTimeout(this.#again)
    this.#source?.close()
  }
}

/** By number; one that comes again says how it ended. */
function withEntry(entries: readonly AuditEntry[], entry: AuditEntry): AuditEntry[] {
  return [...entries.filter(({ n }) => n !== entry.n), entry].sort((a, b) => a.n - b.n)
}
