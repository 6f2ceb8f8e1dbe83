import type { RaceInfo } from '../messages.ts'
import { type AttentionKind, attentionKinds } from './attention-rules.ts'

/** What the newest fix of somebody says. */
export interface Seen {
  /** After a longer time without one it is not known when what it says began, ms. */
  continuousMs: number
  cm: number
  stopped: boolean
  offCourse: boolean
  inFence: boolean
}

/** What is known from fixes alone, and not from the newest one; all else follows from records and the present. */
export const lastingKinds = ['offCourse', 'stopped'] as const

/** What lasts by somebody's fixes. Since when cannot be seen in the newest ones, which is all that who comes later has. */
export interface Lasting {
  id: number
  kind: (typeof lastingKinds)[number]
  /** Race ms. */
  since: number
  /** False where it lasted already when it was first seen, so that it began at `since` or before. */
  sinceKnown: boolean
  /** Where it began, for who stands; cm. */
  fromCm: number
}

/** For so long between two fixes what both say is taken to have gone on, ms. */
export const continuousMs = ({ fixIntervalS }: Pick<RaceInfo, 'fixIntervalS'>): number =>
  2 * fixIntervalS * 1000

const none = Number.NEGATIVE_INFINITY
/**
 * Errors of a receiver creep along the course while somebody stands. Moving again is so fast over two fixes in a row, or
 * so far from where the standing began: mm/s, cm.
 */
const movingSpeed = 1200
const movedCm = 1500

/** Since when what may need a person lasts, for every competitor: a column for each kind. */
export class Conditions {
  readonly #indexes = new Map<number, number>()
  readonly #ids: number[] = []
  /** Race ms; none where it does not hold. */
  readonly #since = new Map<AttentionKind, number[]>(attentionKinds.map((kind) => [kind, []]))
  /** Who lasts in it, so that only they are looked through. */
  readonly #lasting = new Map<AttentionKind, Map<number, boolean>>(
    attentionKinds.map((kind) => [kind, new Map()]),
  )
  /** The fix that was looked at last, and the first on the course after some off it; race ms. */
  readonly #fixAt: number[] = []
  readonly #onCourseAt: number[] = []
  readonly #inFence: boolean[] = []
  readonly #cm: number[] = []
  readonly #stoodAtCm: number[] = []
  /** How many fixes in a row were so fast. */
  readonly #fast: number[] = []

  indexOf(id: number): number {
    const known = this.#indexes.get(id)
    if (known !== undefined) return known
    const index = this.#ids.push(id) - 1
    this.#indexes.set(id, index)
    for (const column of this.#since.values()) column.push(none)
    this.#fixAt.push(none)
    this.#onCourseAt.push(none)
    this.#inFence.push(false)
    for (const column of [this.#cm, this.#stoodAtCm, this.#fast]) column.push(0)
    return index
  }

  since(index: number, kind: AttentionKind): number {
    return this.#since.get(kind)![index]!
  }

  /** Where the standing began. */
  stoodAtCm(index: number): number {
    return this.#stoodAtCm[index]!
  }

  isInFence(index: number): boolean {
    return this.#inFence[index]!
  }

  /** [index, id, since, whether its beginning was seen] of all in whom it lasts. */
  *lasting(kind: AttentionKind): Iterable<[index: number, id: number, since: number, known: boolean]> {
    const since = this.#since.get(kind)!
    for (const [index, known] of this.#lasting.get(kind)!)
      yield [index, this.#ids[index]!, since[index]!, known]
  }

  /** It lasts since `since`, whatever was known. */
  set(index: number, kind: AttentionKind, since: number, known: boolean): void {
    this.#since.get(kind)![index] = since
    this.#lasting.get(kind)!.set(index, known)
  }

  /** It lasts: since `at` if it did not before. */
  begin(index: number, kind: AttentionKind, at: number, known = true): void {
    if (this.since(index, kind) === none) this.set(index, kind, at, known)
  }

  /**
   * Takes over since when something lasts from who has looked for longer. What was seen to begin here stands.
   * @param holds whether what is told is of now or later, so that it lasts also where it cannot be seen here
   */
  takeOver(index: number, { kind, since, sinceKnown, fromCm }: Lasting, holds: boolean): void {
    const own = this.since(index, kind)
    if (own === none ? !holds : own <= since || this.#lasting.get(kind)!.get(index)) return
    this.set(index, kind, since, sinceKnown)
    if (kind === 'stopped') this.#stoodAtCm[index] = fromCm
  }

  end(index: number, kind: AttentionKind): void {
    if (this.since(index, kind) === none) return
    this.#since.get(kind)![index] = none
    this.#lasting.get(kind)!.delete(index)
  }

  clear(index: number): void {
    for (const kind of attentionKinds) this.end(index, kind)
    this.#onCourseAt[index] = none
  }

  /** Takes in the fix that was measured at `at`, once. Who is off the course is on it again with the second fix that says so. */
  fixed(index: number, at: number, { continuousMs, cm, stopped, offCourse, inFence }: Seen): void {
    const before = this.#fixAt[index]!
    if (at <= before) return
    this.#fixAt[index] = at
    this.#inFence[index] = inFence
    const known = at - before <= continuousMs
    const isFast = known && (cm - this.#cm[index]!) * 10_000 >= movingSpeed * (at - before)
    this.#fast[index] = isFast ? this.#fast[index]! + 1 : 0
    this.#cm[index] = cm
    if (stopped && this.since(index, 'stopped') === none) {
      this.#stoodAtCm[index] = cm
      this.set(index, 'stopped', at, known)
    }
    const isMoving = this.#fast[index] >= 2 || cm - this.#stoodAtCm[index]! >= movedCm
    if (!stopped && isMoving) this.end(index, 'stopped')
    if (offCourse) {
      this.#onCourseAt[index] = none
      this.begin(index, 'offCourse', at, known)
    } else if (this.#onCourseAt[index] === none) this.#onCourseAt[index] = at
    else this.end(index, 'offCourse')
  }
}
