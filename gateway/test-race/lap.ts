import type { CourseLine } from '@racecast/courses/line'
import type { Delta, RaceInfo, RaceState, Snapshot } from '../protocol/index.ts'
import { newEpoch } from '../race/epoch.ts'
import { fold } from '../race/fold.ts'
import { groundOf } from '../race/marks.ts'
import { type Memory, newMemory } from '../race/memory.ts'
import { newPassages } from '../race/passages.ts'
import { moments } from './cast.ts'
import { entriesAt, recordAt, rowsAt } from './script.ts'

/** How long after it was measured a second of the test race is there, ms. */
export const arrivesAfterMs = 30

/** Nobody runs it. */
const shown = (race: RaceInfo): RaceInfo => ({ ...race, kind: 'simulated', simulated: true })

/** One round of the test race from its beginning: the same every time, but for the time of day. */
export class Lap {
  /** When it began, epoch ms. */
  readonly start: number
  readonly #line: CourseLine
  readonly #ground: ReturnType<typeof groundOf>
  /** How many seconds of it have been folded. */
  second = -1
  #state: RaceState
  #memory: Memory

  constructor(line: CourseLine, start: number) {
    this.#line = line
    this.#ground = groundOf(line)
    this.start = start
    this.#state = newEpoch(recordAt(line, start, 0, false), entriesAt(start, 0), start)
    this.#memory = newMemory(line.course.hash, newPassages())
  }

  /** The next second: what it changes, the whole where it begins another epoch, or null where it changes nothing. */
  next(): Delta | Snapshot | null {
    this.second++
    if (this.second !== moments.gunCorrected) return this.#fold(this.second)
    this.#correctGun()
    return this.snapshot()
  }

  /** The whole of what is known. */
  snapshot(): Snapshot {
    const snapshot = this.#state.snapshot('epoch')
    return { ...snapshot, race: shown(snapshot.race) }
  }

  /** All times change: everything is worked out again. */
  #correctGun(): void {
    const epoch = this.start + this.second * 1000
    const record = recordAt(this.#line, this.start, 0, true)
    this.#state = newEpoch(record, entriesAt(this.start, 0), epoch)
    this.#memory = newMemory(this.#line.course.hash, newPassages())
    for (let s = 0; s <= this.second; s++) this.#fold(s)
  }

  #fold(s: number): Delta | null {
    const at = this.start + s * 1000
    const folded = fold(this.#state, this.#memory, this.#ground, {
      race: recordAt(this.#line, this.start, s, this.second >= moments.gunCorrected),
      entries: entriesAt(this.start, s),
      rows: rowsAt(this.#line, this.start, s),
      lag: { pollStart: at + 15, pollEnd: at + 20, sentAt: at + arrivesAfterMs },
    })
    if (!folded) return null
    this.#state.apply(folded.delta)
    this.#memory = folded.memory
    const { delta } = folded
    return delta.race ? { ...delta, race: shown(delta.race) } : delta
  }
}
