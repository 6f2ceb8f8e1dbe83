import type { Clock } from '../clock.ts'
import type { Delta, RaceState, SequencePlace, Snapshot } from '../protocol/index.ts'
import type { LiveRace } from '../replica/live-race.ts'
import type { BoardSource } from './board-source.ts'
import type { FeedObserver } from './feed-observer.ts'
import { LaneWords } from './lane-words.ts'
import { Missed } from './missed.ts'
import type { Step } from './pace.ts'
import { Projection, saysSomething } from './projection.ts'
import { Ranks } from './ranks.ts'
import { hasRoomForSnapshot } from './room.ts'
import { SlowReaders } from './slow-readers.ts'
import type { Subscription } from './subscription.ts'
import { timing } from './timing.ts'
import type { Session, Unanswered, Viewer } from './viewer.ts'

const dueOf = ({ session }: Viewer) => (session.state === 'inStep' ? (session.unanswered?.due ?? null) : null)

type Held = { -readonly [K in keyof SequencePlace]: SequencePlace[K] }
type Behind = Extract<Session, { state: 'behind' }>

/** What the lanes of one race have in common. */
export interface LaneSetting {
  race: LiveRace
  boards: BoardSource
  clock: Clock
  observer: FeedObserver
}

/**
 * All who asked for the same of a race. Those in step have had the same messages, so a step is encoded once and the
 * same Buffer is written to each, one write a viewer. Everybody else gets a patch of what they miss.
 */
export class Lane {
  readonly subscription: Subscription
  readonly #setting: LaneSetting
  readonly #projection: Projection
  readonly #words: LaneWords
  readonly #ranks = new Ranks<Viewer>()
  readonly #slow = new SlowReaders(dueOf)
  /**
   * What everybody in step holds. They share this one object, which each step moves on: who holds another is apart from
   * them and needs a patch.
   */
  #held: Held = { epoch: -1, seq: -1 }
  readonly #missed: Missed
  /** When a step last ended in a ping, by `elapsed`. */
  #pingedAt: number

  /** @param held where its rate stands, if it is behind the state: the next step follows from there */
  constructor(subscription: Subscription, setting: LaneSetting, held: SequencePlace | null) {
    this.subscription = subscription
    this.#setting = setting
    this.#projection = new Projection(subscription)
    this.#words = new LaneWords(subscription, setting, this.#projection)
    this.#missed = new Missed(setting.race, this.#projection, subscription.topics.has('log'))
    this.#pingedAt = setting.clock.elapsed()
    const from = held ?? setting.race.state
    if (from) this.#held = { epoch: from.epoch, seq: from.seq }
  }

  get race(): LiveRace {
    return this.#setting.race
  }

  get size(): number {
    return this.#ranks.size
  }

  /** Takes a viewer on: it gets what it misses of the state, or all of it, now or as soon as there is one. */
  join(viewer: Viewer, held: SequencePlace | null): void {
    this.#put(viewer, { state: 'expecting', lane: this, held })
    viewer.socket.write(this.#words.subscribed())
    if (this.race.state) this.#bringInStep(viewer, 'subscribed')
  }

  leave(viewer: Viewer): void {
    this.#ranks.leave(viewer)
    this.#slow.leave(viewer)
  }

  /** A viewer has been sent a ping that it has to answer in time, if it can. */
  asked(viewer: Viewer, ping: Unanswered): void {
    viewer.pingedAt = this.#setting.clock.elapsed()
    if (viewer.session.state !== 'inStep' || !viewer.answers) return
    viewer.session.unanswered ??= ping
    this.#slow.asked(viewer.session.unanswered.due)
  }

  /** A viewer that was behind says that it has taken everything; it is believed when the socket shows it. */
  drained(viewer: Viewer): void {
    if (viewer.session.state !== 'behind' || viewer.session.reading) return
    if (hasRoomForSnapshot(viewer)) this.#bringInStep(viewer, 'behind')
    else viewer.session.answered = true
  }

  /** Sends a step to all in step; returns how many, and how many bytes in all. */
  step({ delta, json, base }: Step, state: RaceState): { viewers: number; bytes: number } {
    const now = this.#setting.clock.elapsed()
    this.#missed.forget()
    const frames = this.#frames(this.#following(this.#projection.delta(delta, state)), state, json, base, now)
    const follows = this.#projection.isOfTheSame(this.#held.seq, state)
    if (!frames && follows) return { viewers: 0, bytes: 0 }
    this.#holdBackTheSlow(now, state)
    if (!frames || !follows) {
      this.#newBeginning(state, 'behind')
      return { viewers: 0, bytes: 0 }
    }
    // Who is apart now is written to after the others: it comes to them by it.
    const apart = [...this.#ranks.apart]
    const ping = frames.withPing ? { seq: delta.seq, due: now + timing.behindAfter } : null
    if (frames.withDelta) {
      this.#held.epoch = state.epoch
      this.#held.seq = state.seq
    }
    let viewers = this.#ranks.level.length
    this.#ranks.write(frames.bytes, (viewer) => this.#slow.filled(viewer))
    if (ping) for (const viewer of this.#ranks.level) this.asked(viewer, ping)
    for (const viewer of apart) {
      const { state: is } = viewer.session
      if (is === 'expecting') this.#bringInStep(viewer, 'subscribed')
      else if (is === 'inStep' && frames.withDelta) this.#bringInStep(viewer, 'behind')
      else if (is === 'inStep') {
        if (!viewer.socket.write(frames.bytes)) this.#slow.filled(viewer)
        if (ping) this.asked(viewer, ping)
        viewers++
      }
    }
    return { viewers, bytes: viewers * frames.bytes.length }
  }

  /** A new epoch contradicts what viewers have. Who is behind gets it when it has caught up. */
  epoch(state: RaceState): void {
    this.#missed.forget()
    this.#holdBackTheSlow(this.#setting.clock.elapsed(), state)
    this.#newBeginning(state, 'epoch')
  }

  /** Who is not in step learns it with what brings it there, which says that all is well unless this follows. */
  health(): void {
    const frame = this.#words.health()
    if (!frame) return
    for (const viewer of this.#ranks.all()) if (viewer.session.state === 'inStep') viewer.socket.write(frame)
  }

  #put(viewer: Viewer, session: Session): void {
    viewer.session = session
    this.#ranks.put(viewer, session.state === 'inStep' && session.held === this.#held)
  }

  /** Nothing that could be the same for all leads to `state`: each viewer gets what brings it there by itself. */
  #newBeginning(state: RaceState, reason: 'behind' | 'epoch'): void {
    this.#held = { epoch: state.epoch, seq: state.seq }
    this.#ranks.dissolve()
    for (const viewer of [...this.#ranks.apart]) {
      if (viewer.session.state === 'expecting') this.#bringInStep(viewer, 'subscribed')
      else if (viewer.session.state === 'inStep') this.#bringInStep(viewer, reason)
    }
  }

  #holdBackTheSlow(now: number, { seq }: RaceState): void {
    for (const viewer of this.#slow.find(this.#ranks.all(), now)) this.#holdBack(viewer, now, seq)
  }

  /** The delta as it follows what those in step hold, which may be older where nothing of it concerned them. */
  #following(delta: Delta): Delta {
    const { since: _, ...rest } = delta
    return this.#held.seq === delta.seq - 1 ? rest : { ...rest, since: this.#held.seq }
  }

  #frames(delta: Delta, state: RaceState, json: Buffer | null, base: Step['base'], now: number) {
    const { topics, bibs } = this.subscription
    const allPositions = topics.has('positions') && bibs === null
    const parts: Buffer[] = []
    // A board alone leaves those in step with what they held.
    const withDelta = allPositions || saysSomething(delta)
    if (withDelta) {
      const { isWhole } = this.#projection
      const fixMs = state.race.fixIntervalS * 1000
      parts.push(this.#words.delta(delta, allPositions ? base : null, fixMs, isWhole ? json : null))
    }
    const board = this.#words.board()
    if (board) parts.push(board)
    if (parts.length === 0) return null
    const withPing = now - this.#pingedAt >= timing.betweenPings
    if (withPing) {
      this.#pingedAt = now
      parts.push(this.#words.ping(delta.seq))
    }
    return { bytes: parts.length === 1 ? parts[0]! : Buffer.concat(parts), withDelta, withPing }
  }

  #holdBack(viewer: Viewer, now: number, pingSeq: number): void {
    const { session } = viewer
    if (!('held' in session)) return
    this.#slow.leave(viewer)
    this.#put(viewer, this.#behind(session.held, { pingSeq }))
    viewer.pingedAt = now
    viewer.socket.write(this.#words.ping(pingSeq))
    this.#setting.observer.fellBehind()
  }

  /** What those in step hold goes on; this viewer's does not. */
  #behind(held: SequencePlace | null, as: Partial<Behind>): Behind {
    return {
      ...{ state: 'behind', lane: this, pingSeq: -1, answered: false, reading: false },
      ...as,
      held: held && { ...held },
    }
  }

  /** Sends a viewer whatever it misses: a patch where it is known what that is, else everything. */
  #bringInStep(viewer: Viewer, reason: 'subscribed' | 'behind' | 'epoch'): void {
    const { session } = viewer
    const state = this.race.state!
    const now = this.#setting.clock.elapsed()
    if (!('held' in session)) return
    if (!hasRoomForSnapshot(viewer)) {
      this.#holdBack(viewer, now, this.#held.seq)
      return
    }
    const missed = this.#missed.by(session.held, state)
    if (missed instanceof Promise) {
      this.#put(viewer, this.#behind(session.held, { answered: true, reading: true }))
      void this.#whenRead(viewer, missed, reason)
      return
    }
    const why = typeof missed !== 'string' || missed === 'subscribed' ? reason : missed
    const patch = typeof missed === 'string' ? null : missed
    this.#write(viewer, state, why === 'tooOld' && reason === 'behind' ? 'behind' : why, patch, now)
  }

  async #whenRead(viewer: Viewer, reading: Promise<unknown>, reason: 'subscribed' | 'behind' | 'epoch') {
    await reading
    const { session } = viewer
    if (session.state !== 'behind' || session.lane !== this || !session.reading) return
    session.reading = false
    this.#bringInStep(viewer, reason)
  }

  #write(
    viewer: Viewer,
    state: RaceState,
    why: Snapshot['reason'] | 'nothing',
    patch: Delta | null,
    now: number,
  ): void {
    const { held } = viewer.session as { held: SequencePlace | null }
    const frames = this.#words.catchUp(state, held?.seq ?? 0, patch, why)
    viewer.socket.write(frames)
    viewer.snapshotEnd = viewer.socket.writtenBytes
    const upTo = this.#held.seq === state.seq && this.#held.epoch === state.epoch
    const holds = upTo ? this.#held : { epoch: state.epoch, seq: state.seq }
    this.#put(viewer, { state: 'inStep', lane: this, held: holds, unanswered: null })
    this.asked(viewer, { seq: state.seq, due: now + timing.behindAfterSnapshot })
    if (patch || why === 'nothing') this.#setting.observer.patch(frames.length)
    else this.#setting.observer.snapshot(why, frames.length)
  }
}
