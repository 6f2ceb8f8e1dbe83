import type { AskTime, Authorize, Pong, Subscribe } from '../client-messages.ts'
import { worthReconnecting } from '../close-codes.ts'
import type { Delta, FeedError, ServerMessage, Snapshot } from '../messages.ts'
import { SequenceBroken } from '../race-state.ts'
import type { SequencePlace } from '../sequence-place.ts'
import { decodeMessage } from '../wire/message.ts'
import type { Link, LinkEvents, LinkSetting } from './link.ts'
import type { Wish } from './options.ts'
import type { SocketLike } from './socket.ts'

/** How long a connection may take until the server's welcome, ms. */
const welcomeWithinMs = 10_000
/** After so many heartbeats without a word the connection is dead. */
const silentHeartbeats = 2.5
/** How long a connection under suspicion may take to answer, ms. */
const probeWithinMs = 4000
/** No timer is so late by itself, ms. */
const stoodStillMs = 1000
const clockBurst = 5
const clockBurstEveryMs = 250
const clockEveryMs = 30_000
const openState = 1

/** One WebSocket from opening to end: subscribes, answers pings, measures the clock, notices silence. */
export class Connection implements Link {
  readonly #socket: SocketLike
  readonly #setting: LinkSetting
  readonly #wish: () => Wish
  readonly #events: LinkEvents
  #silenceMs = welcomeWithinMs
  #heardAt: number
  /** What the subscription asked for that is not answered yet; until then what comes belongs to the one before. */
  #asking: { resume: SequencePlace | null } | null = null
  /** What to ask for as soon as that is answered. */
  #next: { resume: SequencePlace | null } | null = null
  /** What the server last complained of: the close after it has the same reason. */
  #error: FeedError | null = null
  #cancelWatch: () => void = () => {}
  #cancelTime: () => void = () => {}
  #cancelProbe: () => void = () => {}
  #isWelcome = false
  #over = false

  /** @param wish what to subscribe to, read at each subscription */
  constructor(socket: SocketLike, setting: LinkSetting, wish: () => Wish, events: LinkEvents) {
    this.#socket = socket
    this.#setting = setting
    this.#wish = wish
    this.#events = events
    this.#heardAt = setting.elapsed()
    socket.onmessage = ({ data }) => this.#onData(data)
    socket.onclose = ({ code, reason }) => this.#onClose(code, reason)
    socket.onerror = () => {}
    this.#watch()
  }

  ask(resume: SequencePlace | null): void {
    if (!this.#isWelcome) return
    if (this.#asking) {
      this.#next = { resume }
      return
    }
    this.#asking = { resume }
    const { race } = this.#setting
    const { topics, bibs, every, rows, delayMs } = this.#wish()
    this.#send({
      type: 'subscribe',
      race,
      ...(topics && { topics: [...topics] }),
      ...(bibs && { bibs: [...bibs] }),
      ...(every !== undefined && { every }),
      ...(rows !== undefined && { rows }),
      ...(delayMs !== undefined && { delayMs }),
      ...(resume && { resume }),
    })
  }

  probe(): void {
    const before = this.#heardAt
    this.#send({ type: 'time', sent: this.#setting.elapsed() })
    this.#cancelProbe()
    this.#cancelProbe = this.#setting.schedule(probeWithinMs, () => {
      if (this.#heardAt === before) this.drop('the connection does not answer')
    })
  }

  drop(reason: string): void {
    if (this.#over) return
    this.end()
    this.#events.onLost(reason)
  }

  end(): void {
    if (this.#over) return
    this.#over = true
    this.#cancelWatch()
    this.#cancelTime()
    this.#cancelProbe()
    this.#socket.onmessage = null
    this.#socket.onclose = null
    this.#socket.close(1000)
  }

  #onClose(code: number, reason: string): void {
    const message = this.#error?.message ?? (reason || 'the connection was lost')
    if (worthReconnecting(code)) {
      this.drop(message)
      return
    }
    if (this.#over) return
    this.end()
    this.#events.onRefused(this.#error?.code ?? String(code), message)
  }

  #onData(data: unknown): void {
    const before = this.#heardAt
    this.#heardAt = this.#setting.elapsed()
    this.#events.onHeard()
    // Nobody is silent for so long: this machine has slept, or its clock was set ahead, and the server's is no longer as far off.
    if (this.#isWelcome && this.#heardAt - before > this.#silenceMs) {
      this.#cancelTime()
      this.#askTime(clockBurst)
    }
    if (typeof data === 'string') this.#onText(data)
    else if (!this.#asking) this.#onBytes(new Uint8Array(data as ArrayBuffer))
  }

  #onBytes(bytes: Uint8Array): void {
    let message: Snapshot | Delta
    try {
      message = decodeMessage(bytes, this.#setting.base())
    } catch (error) {
      if (error instanceof SequenceBroken) this.#events.onOutOfStep()
      else this.#malformed((error as Error).message)
      return
    }
    this.#events.onMessage(message)
  }

  #malformed(why: string): void {
    if (this.#over) return
    this.#events.onMalformed()
    this.drop(`the server sent something that cannot be read: ${why}`)
  }

  #onText(text: string): void {
    let message: ServerMessage
    try {
      message = JSON.parse(text)
    } catch {
      this.#malformed('it is not JSON')
      return
    }
    switch (message.type) {
      case 'welcome':
        this.#isWelcome = true
        this.#silenceMs = message.heartbeatMs * silentHeartbeats
        this.#cancelWatch()
        this.#watch()
        this.#setting.clock.hint(message.serverTime, this.#heardAt)
        this.#setting.clock.restart()
        if (this.#setting.key !== undefined) this.#send({ type: 'authorize', key: this.#setting.key })
        this.ask(this.#events.onOpen())
        this.#askTime(clockBurst)
        return
      case 'subscribed':
        this.#onSubscribed()
        return
      case 'ping':
        this.#send({ type: 'pong', seq: message.seq, ...this.#setting.lateness() })
        return
      case 'time':
        this.#setting.clock.offer(message.sent, this.#heardAt, message.serverTime)
        return
      case 'snapshot':
      case 'delta':
      case 'board':
      case 'health':
        if (!this.#asking) this.#events.onMessage(message)
        return
      case 'bye':
        this.#events.onMessage(message)
        return
      case 'error':
        this.#error = message
        return
      default: // within v1 message types may be added
    }
  }

  #onSubscribed(): void {
    const next = this.#next
    const resumed = this.#asking?.resume
    this.#asking = null
    this.#next = null
    if (next) this.ask(next.resume)
    else if (resumed) this.#events.onResumed()
  }

  #askTime(left: number): void {
    this.#send({ type: 'time', sent: this.#setting.elapsed() })
    this.#cancelTime = this.#setting.schedule(left > 1 ? clockBurstEveryMs : clockEveryMs, () =>
      this.#askTime(left - 1),
    )
  }

  #watch(): void {
    const left = this.#heardAt + this.#silenceMs - this.#setting.elapsed()
    // So late, it was this process that stood still: what the server has said meanwhile waits to be read.
    const stoodStill = left < -stoodStillMs
    if (left <= 0 && !stoodStill) {
      this.drop('the server has fallen silent')
      return
    }
    if (stoodStill) this.probe()
    this.#cancelWatch = this.#setting.schedule(stoodStill ? probeWithinMs : left, () => this.#watch())
  }

  #send(message: Subscribe | Authorize | Pong | AskTime): void {
    if (this.#socket.readyState === openState) this.#socket.send(JSON.stringify(message))
  }
}
