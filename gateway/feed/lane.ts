import type { Clock } from '../clock.ts'
import type { Delta, RaceState, SequencePlace, Snapshot } from '../protocol/index.ts'
import type { LiveRace } from '../replica/live-race.ts'
import type { BoardSource } from './board-source.ts'
import type { FeedObserver } from './feed-observer.ts'
import { LaneWords } from './lane-words.ts'
import { Missed } from './missed.ts'
import type { Step } from './pace.ts'
import { Projection, saysSomething } from './projection.ts'
import { hasRoomForFrame, hasRoomForSnapshot } from './room.ts'
import type { Subscription } from './subscription.ts'
import { timing } from './timing.ts'
import type { Unanswered, Viewer } from './viewer.ts'

/** What the lanes of one race have in common. */
export interface LaneSetting {
  race: LiveRace
  boards: BoardSource
  clock: Clock
  observer: FeedObserver
}

function overdue(unanswered: Unanswered | null, now: number): boolean {
  return unanswered !== null && now >= unanswered.due
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
  readonly #viewers = new Set<Viewer>()
  /** What everybody in step holds. They share this one object: who has another is not in step. */
  #held: SequencePlace = { epoch: -1, seq: -1 }
  readonly #missed: Missed
  /** When a step last ended in a ping, epoch ms. */
  #pingedAt: number

  /** @param held where its rate stands, if it is behind the state: the next step follows from there */
  constructor(subscription: Subscription, setting: LaneSetting, held: SequencePlace | null) {
    this.subscription = subscription
    this.#setting = setting
    this.#projection = new Projection(subscription)
    this.#words = new LaneWords(subscription, setting.race, setting.boards, this.#projection)
    this.#missed = new Missed(setting.race, this.#projection, subscription.topics.has('log'))
    this.#pingedAt = setting.clock.now()
    const from = held ?? setting.race.state
    if (from) this.#held = { epoch: from.epoch, seq: from.seq }
  }

  get race(): LiveRace {
    return this.#setting.race
  }

  get size(): number {
    return this.#viewers.size
  }

  /** Takes a viewer on: it gets what it misses of the state, or all of it, now or as soon as there is one. */
  join(viewer: Viewer, held: SequencePlace | null): void {
    this.#viewers.add(viewer)
    viewer.session = { state: 'expecting', lane: this, held }
    viewer.socket.write(this.#words.subscribed())
    if (this.race.state) this.#bringInStep(viewer, 'subscribed')
  }

  leave(viewer: Viewer): void {
    this.#viewers.delete(viewer)
  }

  /** A viewer that was behind says that it has taken everything; it is believed when the socket shows it. */
  drained(viewer: Viewer): void {
    if (viewer.session.state !== 'behind' || viewer.session.reading) return
    if (hasRoomForSnapshot(viewer)) this.#bringInStep(viewer, 'behind')
    else viewer.session.answered = true
  }

  /** Sends a step to all in step; returns how many, and how many bytes in all. */
  step({ delta, json, base }: Step, state: RaceState): { viewers: number; bytes: number } {
    const { clock } = this.#setting
    const now = clock.now()
    this.#missed.forget()
    const frames = this.#frames(this.#following(this.#projection.delta(delta, state)), state, json, base, now)
    const sent = { viewers: 0, bytes: 0 }
    const before = this.#held
    const follows = this.#projection.isOfTheSame(before.seq, state)
    if (!frames && follows) return sent
    const moves = !follows || frames?.withDelta
    if (moves) this.#held = { epoch: state.epoch, seq: state.seq }
    for (const viewer of this.#viewers) {
      const { session } = viewer
      if (session.state === 'expecting') this.#bringInStep(viewer, 'subscribed')
      if (session.state !== 'inStep') continue
      if (overdue(session.unanswered, now) || !hasRoomForFrame(viewer)) this.#holdBack(viewer, now)
      else if (!frames || !follows || (moves && session.held !== before)) this.#bringInStep(viewer, 'behind')
      else {
        viewer.socket.write(frames.bytes)
        if (moves) session.held = this.#held
        sent.viewers++
        sent.bytes += frames.bytes.length
        if (frames.withPing) this.#pinged(viewer, delta.seq, now, timing.behindAfter)
      }
    }
    return sent
  }

  /** A new epoch contradicts what viewers have. Who is behind gets it when it has caught up. */
  epoch(state: RaceState): void {
    const now = this.#setting.clock.now()
    this.#held = { epoch: state.epoch, seq: state.seq }
    this.#missed.forget()
    for (const viewer of this.#viewers) {
      const { session } = viewer
      if (session.state === 'expecting') this.#bringInStep(viewer, 'subscribed')
      if (session.state !== 'inStep') continue
      if (overdue(session.unanswered, now)) this.#holdBack(viewer, now)
      else this.#bringInStep(viewer, 'epoch')
    }
  }

  /** Who is not in step learns it with what brings it there, which says that all is well unless this follows. */
  health(): void {
    const frame = this.#words.health()
    if (!frame) return
    for (const viewer of this.#viewers) if (viewer.session.state === 'inStep') viewer.socket.write(frame)
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
    const board = this.#words.board(now)
    if (board) parts.push(board)
    if (parts.length === 0) return null
    const withPing = now - this.#pingedAt >= timing.betweenPings
    if (withPing) {
      this.#pingedAt = now
      parts.push(this.#words.ping(delta.seq, now))
    }
    return { bytes: parts.length === 1 ? parts[0]! : Buffer.concat(parts), withDelta, withPing }
  }

  #pinged(viewer: Viewer, seq: number, now: number, within: number): void {
    viewer.pingedAt = now
    if (viewer.session.state === 'inStep' && viewer.answers)
      viewer.session.unanswered ??= { seq, due: now + within }
  }

  #holdBack(viewer: Viewer, now: number): void {
    const { session } = viewer
    if (!('held' in session)) return
    const pingSeq = this.#held.seq
    viewer.session = {
      state: 'behind',
      lane: this,
      held: session.held,
      pingSeq,
      answered: false,
      reading: false,
    }
    viewer.pingedAt = now
    viewer.socket.write(this.#words.ping(pingSeq, now))
    this.#setting.observer.fellBehind()
  }

  /** Sends a viewer whatever it misses: a patch where it is known what that is, else everything. */
  #bringInStep(viewer: Viewer, reason: 'subscribed' | 'behind' | 'epoch'): void {
    const { session } = viewer
    const state = this.race.state!
    const now = this.#setting.clock.now()
    if (!('held' in session)) return
    if (!hasRoomForSnapshot(viewer)) {
      this.#holdBack(viewer, now)
      return
    }
    const missed = this.#missed.by(session.held, state)
    if (missed instanceof Promise) {
      viewer.session = {
        ...{ state: 'behind', lane: this, held: session.held, pingSeq: -1, answered: true, reading: true },
      }
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
    const frames = this.#words.catchUp(state, held?.seq ?? 0, patch, why, now)
    viewer.socket.write(frames)
    viewer.snapshotEnd = viewer.socket.writtenBytes
    const upTo = this.#held.seq === state.seq && this.#held.epoch === state.epoch
    viewer.session = {
      ...{ state: 'inStep', lane: this, unanswered: null },
      held: upTo ? this.#held : { epoch: state.epoch, seq: state.seq },
    }
    this.#pinged(viewer, state.seq, now, timing.behindAfterSnapshot)
    if (patch || why === 'nothing') this.#setting.observer.patch(frames.length)
    else this.#setting.observer.snapshot(why, frames.length)
  }
}
