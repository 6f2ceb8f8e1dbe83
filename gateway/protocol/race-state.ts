import { Entities } from './entities.ts'
import { applyLogEntry } from './facts.ts'
import { Front } from './front.ts'
import type { Delta, Facts, Lag, LogEntry, RaceInfo, RosterEntry, Snapshot } from './messages.ts'

/** How many log entries a state keeps and a snapshot carries. */
const logTail = 200
/** For how many deltas with log entries, at least, it is known which entry was their first. */
const logStartsKept = 1000

/** Why a delta cannot be applied: the sequence is broken, or it belongs to another epoch. */
export class SequenceBroken extends Error {
  override readonly name = 'SequenceBroken'
}

/**
 * The state of a race as the feed tells it: a snapshot and every delta after it. The poller, each gateway and
 * each viewer hold one and advance it by the same deltas, so equal hashes mean equal states.
 */
export class RaceState {
  race: RaceInfo
  epoch: number
  seq: number
  lag: Lag
  readonly roster = new Map<number, RosterEntry>()
  readonly entities = new Entities()
  readonly facts = new Map<number, Facts>()
  readonly front = new Front()
  /** The newest entries of the log, oldest first. */
  readonly log: LogEntry[] = []
  /** The number that the next log entry will have. */
  nextLogNumber = 1
  /** The sequence number of the snapshot that it began with: what changed before is not told apart. */
  readonly knownFrom: number
  /** [seq, n]: the first log entry of each delta that had any, oldest first, complete after `#logStartsFrom`. */
  readonly #logStarts: [seq: number, n: number][] = []
  #logStartsFrom: number
  /** The sequence number of the last change of roster or race, by whom: 0 stands for the race itself. */
  readonly recordVersion = new Map<number, number>()
  /** The sequence number of the last change of the roster. */
  rosterVersion = 0

  constructor(snapshot: Snapshot) {
    this.race = snapshot.race
    this.epoch = snapshot.epoch
    this.seq = snapshot.seq
    this.knownFrom = snapshot.seq
    this.#logStartsFrom = snapshot.seq
    this.lag = snapshot.lag
    for (const entry of snapshot.roster) this.roster.set(entry.id, entry)
    for (const position of snapshot.positions) this.entities.set(position, snapshot.seq)
    for (const facts of snapshot.facts) this.facts.set(facts.id, facts)
    this.front.apply(snapshot.front, snapshot.seq)
    this.log.push(...snapshot.log)
    this.nextLogNumber = (snapshot.log.at(-1)?.n ?? 0) + 1
  }

  /** Advances by one delta. Throws `SequenceBroken`, with nothing changed, if it does not follow. */
  apply(delta: Delta): void {
    const since = delta.since ?? delta.seq - 1
    if (delta.epoch !== this.epoch || since !== this.seq || delta.seq <= since) {
      throw new SequenceBroken(
        `delta ${delta.epoch}/${since}-${delta.seq} does not follow ${this.epoch}/${this.seq}: ask for a snapshot`,
      )
    }
    this.seq = delta.seq
    this.lag = delta.lag
    if (delta.race) {
      this.race = delta.race
      this.recordVersion.set(0, delta.seq)
    }
    if (delta.roster) this.rosterVersion = delta.seq
    for (const entry of delta.roster ?? []) {
      this.roster.set(entry.id, entry)
      this.recordVersion.set(entry.id, delta.seq)
    }
    for (const position of delta.positions) this.entities.set(position, delta.seq)
    if (delta.log[0]) this.#logStarts.push([delta.seq, delta.log[0].n])
    for (const entry of delta.log) {
      applyLogEntry(this.facts, entry)
      this.log.push(entry)
      this.nextLogNumber = entry.n + 1
    }
    if (this.log.length > 2 * logTail) this.log.splice(0, this.log.length - logTail)
    if (this.#logStarts.length > 2 * logStartsKept) {
      this.#logStartsFrom = this.#logStarts.splice(0, logStartsKept).at(-1)![0]
    }
    if (delta.front) this.front.apply(delta.front, delta.seq, standingSince(delta.log))
  }

  /**
   * The number of the first log entry that came after `seq`, `nextLogNumber` if none did; null where that is too long
   * ago to be known.
   */
  firstLogNumberAfter(seq: number): number | null {
    if (seq < this.#logStartsFrom) return null
    return this.#logStarts.find(([at]) => at > seq)?.[1] ?? this.nextLogNumber
  }

  /** The whole state as a message, which stays as it is when the state goes on. */
  snapshot(reason: Snapshot['reason']): Snapshot {
    const { entities } = this
    return {
      type: 'snapshot',
      epoch: this.epoch,
      seq: this.seq,
      hash: entities.hash,
      lag: this.lag,
      reason,
      race: this.race,
      roster: [...this.roster.values()],
      positions: entities.ids.map((_, slot) => entities.position(slot)),
      facts: [...this.facts.values()],
      front: this.front.passages(),
      log: this.log.slice(-logTail),
    }
  }
}

/** Since when the first one of whose standing the entries tell has it, race ms; undefined where they tell of none. */
function standingSince(log: readonly LogEntry[]): number | undefined {
  const since = log.filter(({ kind }) => kind === 'standing').map(({ t }) => t)
  return since.length > 0 ? Math.min(...since) : undefined
}
