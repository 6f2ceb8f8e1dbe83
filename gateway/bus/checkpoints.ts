import type { DatabaseSync } from 'node:sqlite'
import type { Delta, LogEntry, Snapshot } from '../protocol/index.ts'
import type { Checkpoint, Lease, Publication } from './bus.ts'
import { openGatewayFile } from './gateway-file.ts'

const text = (value: unknown) => JSON.stringify(value)

/** The checkpoints, logs and fences of all races in one file. */
export class Checkpoints {
  readonly #db: DatabaseSync
  readonly #raiseFence
  readonly #fenceOf
  readonly #putDelta
  readonly #putLog
  readonly #putMemory
  readonly #keyframeOf
  readonly #newestDeltaOf

  constructor(file: string) {
    const db = openGatewayFile(file)
    this.#db = db
    this.#raiseFence = db.prepare(
      `INSERT INTO lease VALUES (?1, ?2)
       ON CONFLICT DO UPDATE SET fence = max(fence + 1, ?2) RETURNING fence`,
    )
    this.#fenceOf = db.prepare('SELECT fence FROM lease WHERE runId = ?')
    this.#putDelta = db.prepare('INSERT INTO delta VALUES (?, ?, ?)')
    this.#putLog = db.prepare('INSERT INTO log VALUES (?, ?, ?)')
    this.#putMemory = db.prepare('INSERT OR REPLACE INTO memory VALUES (?, ?)')
    this.#keyframeOf = db.prepare('SELECT epoch, seq FROM keyframe WHERE runId = ?')
    this.#newestDeltaOf = db.prepare('SELECT max(seq) AS seq FROM delta WHERE runId = ?')
  }

  /** A fence higher than every one before: the previous + 1, or now if that is more. */
  raiseFence(runId: string, now: number): number {
    return Number(this.#raiseFence.get(runId, now)!.fence)
  }

  /** Writes a publication in one transaction; false, and nothing written, if a higher fence has been given out. */
  write({ runId, fence }: Lease, publication: Publication): boolean {
    return this.#transaction(() => {
      if (Number(this.#fenceOf.get(runId)?.fence) !== fence) return false
      const { frame, keyframe, memory, log } = publication
      if (frame && !this.#isNext(runId, frame.delta)) return false
      if (frame) this.#putFrame(runId, frame.delta, frame.json.toString())
      else this.#beginEpoch(runId, log ?? keyframe?.log ?? [])
      if (keyframe) this.#putKeyframe(runId, keyframe)
      this.#putMemory.run(runId, memory)
      return true
    })
  }

  /** Null where there is none, or none that can be read: the race is then worked out from the store. */
  read(runId: string): Checkpoint | null {
    return this.#transaction(() => {
      const keyframe = this.#db.prepare('SELECT json FROM keyframe WHERE runId = ?').get(runId)
      const memory = this.#db.prepare('SELECT text FROM memory WHERE runId = ?').get(runId)
      if (!keyframe || !memory) return null
      const deltas = this.#db.prepare('SELECT json FROM delta WHERE runId = ? ORDER BY seq').all(runId)
      try {
        return {
          keyframe: JSON.parse(String(keyframe.json)) as Snapshot,
          memory: String(memory.text),
          deltas: deltas.map(({ json }) => JSON.parse(String(json)) as Delta),
        }
      } catch {
        return null
      }
    })
  }

  log(runId: string, from: number, limit: number): LogEntry[] {
    const rows = this.#db
      .prepare('SELECT json FROM log WHERE runId = ? AND n >= ? ORDER BY n LIMIT ?')
      .all(runId, from, limit)
    return rows.map(({ json }) => JSON.parse(String(json)) as LogEntry)
  }

  /** Removes all of a race but its fence. */
  remove(runId: string): void {
    this.#transaction(() => {
      for (const table of ['keyframe', 'memory', 'delta', 'log'])
        this.#db.prepare(`DELETE FROM ${table} WHERE runId = ?`).run(runId)
    })
  }

  /** Writes into a shared map; false, and nothing written, if a higher fence than the lease's has been given out. */
  note(map: string, entries: ReadonlyMap<string, string>, lease: Lease | undefined, whole: boolean): boolean {
    return this.#transaction(() => {
      if (lease && Number(this.#fenceOf.get(lease.runId)?.fence) !== lease.fence) return false
      if (whole) this.#db.prepare('DELETE FROM note WHERE map = ?').run(map)
      const put = this.#db.prepare('INSERT OR REPLACE INTO note VALUES (?, ?, ?)')
      for (const [key, value] of entries) put.run(map, key, value)
      return true
    })
  }

  /** Adds to a shared list what was not added under `id` before. */
  append(list: string, id: string, value: string): { n: number; isNew: boolean } {
    const ids = `${list} ids`
    return this.#transaction(() => {
      const known = this.#db.prepare('SELECT text FROM note WHERE map = ? AND key = ?').get(ids, id)
      if (known) return { n: Number(known.text), isNew: false }
      const n = 1 + Number(this.#db.prepare('SELECT count(*) AS n FROM note WHERE map = ?').get(list)!.n)
      const put = this.#db.prepare('INSERT INTO note VALUES (?, ?, ?)')
      put.run(list, String(n), value)
      put.run(ids, id, String(n))
      return { n, isNew: true }
    })
  }

  notes(map: string): Map<string, string> {
    const rows = this.#db.prepare('SELECT key, text FROM note WHERE map = ?').all(map)
    return new Map(rows.map(({ key, text: value }) => [String(key), String(value)]))
  }

  close(): void {
    this.#db.close()
  }

  /** Whether a frame follows what the checkpoint ends with. */
  #isNext(runId: string, { epoch, seq }: Delta): boolean {
    const keyframe = this.#keyframeOf.get(runId)
    const delta = this.#newestDeltaOf.get(runId)
    return keyframe?.epoch === epoch && Number(delta?.seq ?? keyframe.seq) === seq - 1
  }

  #putFrame(runId: string, delta: Delta, json: string): void {
    this.#putDelta.run(runId, delta.seq, json)
    for (const entry of delta.log) this.#putLog.run(runId, entry.n, text(entry))
  }

  #beginEpoch(runId: string, log: readonly LogEntry[]): void {
    this.#db.prepare('DELETE FROM log WHERE runId = ?').run(runId)
    for (const entry of log) this.#putLog.run(runId, entry.n, text(entry))
  }

  #putKeyframe(runId: string, keyframe: Snapshot): void {
    this.#db.prepare('DELETE FROM delta WHERE runId = ?').run(runId)
    this.#db
      .prepare('INSERT OR REPLACE INTO keyframe VALUES (?, ?, ?, ?)')
      .run(runId, keyframe.epoch, keyframe.seq, text(keyframe))
  }

  #transaction<T>(work: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#db.exec('COMMIT')
      return result
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      throw error
    }
  }
}
