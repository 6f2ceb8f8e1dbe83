import type { Frame } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import type { Health, Snapshot } from '../protocol/index.ts'
import type { LiveRace } from '../replica/live-race.ts'
import { catchUp } from './catch-up.ts'
import type { FeedObserver } from './feed-observer.ts'
import { textFrame } from './raw-frame.ts'
import { hasRoomForFrame, hasRoomForSnapshot } from './room.ts'
import { framesPerPing, timing } from './timing.ts'
import type { Unanswered, Viewer } from './viewer.ts'

export function pingFrame(seq: number, serverTime: number): Buffer {
  return textFrame(JSON.stringify({ type: 'ping', serverTime, seq }))
}

function healthFrame(downSince: number | null): Buffer {
  const health: Health =
    downSince === null ? { type: 'health', store: 'ok' } : { type: 'health', store: 'down', since: downSince }
  return textFrame(JSON.stringify(health))
}

function overdue(unanswered: Unanswered | null, now: number): boolean {
  return unanswered !== null && now >= unanswered.due
}

/**
 * Everybody who watches one race. All viewers in step have had the same messages, so a tick is framed once and
 * the same Buffer is written to each, one write a viewer.
 */
export class Channel {
  readonly race: LiveRace
  readonly #clock: Clock
  readonly #observer: FeedObserver
  readonly #viewers = new Set<Viewer>()
  readonly #stop: (() => void)[]
  /** The last catch-up: all who need one within a tick share it. */
  #catchUp: { key: string; madeAt: number; frames: Buffer } | null = null
  #framesSincePing = 0

  constructor(race: LiveRace, clock: Clock, observer: FeedObserver) {
    this.race = race
    this.#clock = clock
    this.#observer = observer
    this.#stop = [race.onUpdate((update) => this.#onUpdate(update)), race.onHealth(() => this.#onHealth())]
  }

  get size(): number {
    return this.#viewers.size
  }

  /** The sequence number of the last message, 0 before the first. */
  get seq(): number {
    return this.race.state?.seq ?? 0
  }

  /** Takes a viewer on: it gets the whole state now, or as soon as there is one. */
  join(viewer: Viewer): void {
    this.#viewers.add(viewer)
    if (this.race.state) this.#bringInStep(viewer, 'subscribed')
    else viewer.session = { state: 'expecting', channel: this }
  }

  leave(viewer: Viewer): void {
    this.#viewers.delete(viewer)
  }

  /** A viewer that was behind says that it has taken everything; it is believed when the socket shows it. */
  drained(viewer: Viewer): void {
    if (hasRoomForSnapshot(viewer)) this.#bringInStep(viewer, 'behind')
    else if (viewer.session.state === 'behind') viewer.session.answered = true
  }

  close(): void {
    for (const stop of this.#stop) stop()
    this.#viewers.clear()
  }

  /** Who is not in step learns it with the snapshot, which says that all is well unless it is followed by this. */
  #onHealth(): void {
    const frame = healthFrame(this.race.storeDownSince)
    for (const viewer of this.#viewers) if (viewer.session.state === 'inStep') viewer.socket.write(frame)
  }

  #onUpdate(update: Frame | Snapshot): void {
    if ('json' in update) this.#onFrame(update)
    else this.#onEpoch()
  }

  #onFrame(frame: Frame): void {
    const now = this.#clock.now()
    this.#catchUp = null
    const withPing = ++this.#framesSincePing >= framesPerPing
    if (withPing) this.#framesSincePing = 0
    const delta = textFrame(frame.json)
    const frames = withPing ? Buffer.concat([delta, pingFrame(frame.delta.seq, now)]) : delta
    let inStep = 0
    for (const viewer of this.#viewers) {
      const { session } = viewer
      if (session.state === 'expecting') this.#bringInStep(viewer, 'subscribed')
      if (session.state !== 'inStep') continue
      if (overdue(session.unanswered, now) || !hasRoomForFrame(viewer)) {
        this.#holdBack(viewer, now)
        continue
      }
      viewer.socket.write(frames)
      inStep++
      if (!withPing) continue
      viewer.pingedAt = now
      session.unanswered ??= { seq: frame.delta.seq, due: now + timing.behindAfter }
    }
    this.#observer.frame({
      lag: frame.delta.lag,
      arrivedAt: now,
      writtenAt: this.#clock.now(),
      viewers: inStep,
      bytes: frames.length,
    })
  }

  /** A new epoch contradicts what viewers have. Who is behind gets it with the catch-up. */
  #onEpoch(): void {
    const now = this.#clock.now()
    this.#framesSincePing = 0
    for (const viewer of this.#viewers) {
      const { session } = viewer
      if (session.state === 'expecting') this.#bringInStep(viewer, 'subscribed')
      if (session.state !== 'inStep') continue
      if (overdue(session.unanswered, now)) this.#holdBack(viewer, now)
      else this.#bringInStep(viewer, 'epoch')
    }
  }

  #holdBack(viewer: Viewer, now: number): void {
    viewer.session = { state: 'behind', channel: this, pingSeq: this.seq, answered: false }
    viewer.pingedAt = now
    viewer.socket.write(pingFrame(this.seq, now))
    this.#observer.fellBehind()
  }

  #bringInStep(viewer: Viewer, reason: Snapshot['reason']): void {
    const state = this.race.state!
    const now = this.#clock.now()
    if (!hasRoomForSnapshot(viewer)) {
      this.#holdBack(viewer, now)
      return
    }
    const { storeDownSince } = this.race
    const key = `${state.epoch} ${state.seq} ${reason} ${storeDownSince}`
    if (this.#catchUp?.key !== key || now - this.#catchUp.madeAt > timing.round) {
      const frames = [textFrame(catchUp(state, reason, now)), pingFrame(state.seq, now)]
      if (storeDownSince !== null) frames.push(healthFrame(storeDownSince))
      this.#catchUp = { key, madeAt: now, frames: Buffer.concat(frames) }
    }
    const { frames } = this.#catchUp
    viewer.socket.write(frames)
    viewer.snapshotEnd = viewer.socket.writtenBytes
    viewer.pingedAt = now
    const due = now + timing.behindAfterSnapshot
    viewer.session = { state: 'inStep', channel: this, unanswered: { seq: state.seq, due } }
    this.#observer.snapshot(reason, frames.length)
  }
}
