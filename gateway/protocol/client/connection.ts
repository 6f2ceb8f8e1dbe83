import type { AskTime, Pong, Subscribe } from '../client-messages.ts'
import type { Bye, Delta, FeedError, Health, ServerMessage, Snapshot } from '../messages.ts'
import type { ClockOffset } from './clock-offset.ts'
import type { Schedule, SocketLike } from './socket.ts'

export interface ConnectionEvents {
  onMessage(message: Snapshot | Delta | Health | Bye | FeedError): void
  /** Called once, whoever ended it; `code` is null where it was this side. */
  onLost(code: number | null, reason: string): void
}

export interface ConnectionSetting {
  race: string
  clock: ClockOffset
  now: () => number
  schedule: Schedule
  /** What the answer to a ping says of lateness. */
  lateness: () => Pick<Pong, 'arrivedMs' | 'shownMs'>
}

/** How long a connection may take until the server's welcome, ms. */
const welcomeWithinMs = 10_000
/** After so many heartbeats without a word the connection is dead. */
const silentHeartbeats = 2.5
/** How long a connection under suspicion may take to answer, ms. */
const probeWithinMs = 4000
const clockBurst = 5
const clockBurstEveryMs = 250
const clockEveryMs = 30_000
const openState = 1

/** One WebSocket from opening to end: subscribes, answers pings, measures the clock, notices silence. */
export class Connection {
  readonly #socket: SocketLike
  readonly #setting: ConnectionSetting
  readonly #events: ConnectionEvents
  #silenceMs = welcomeWithinMs
  #heardAt: number
  #cancelWatch: () => void = () => {}
  #cancelAsk: () => void = () => {}
  #cancelProbe: () => void = () => {}
  #over = false

  constructor(socket: SocketLike, setting: ConnectionSetting, events: ConnectionEvents) {
    this.#socket = socket
    this.#setting = setting
    this.#events = events
    this.#heardAt = setting.now()
    socket.onmessage = ({ data }) => this.#onData(data)
    socket.onclose = ({ code, reason }) => this.#lose(code, reason || 'the connection was lost')
    socket.onerror = () => {}
    this.#watch()
  }

  /** Asks for the race (again): the server answers with a snapshot. */
  subscribe(): void {
    this.#send({ type: 'subscribe', race: this.#setting.race })
  }

  /** Is anybody there? Lost unless something is heard soon. */
  probe(): void {
    const before = this.#heardAt
    this.#send({ type: 'time', sent: this.#setting.now() })
    this.#cancelProbe()
    this.#cancelProbe = this.#setting.schedule(probeWithinMs, () => {
      if (this.#heardAt === before) this.drop('the connection does not answer')
    })
  }

  /** Ends it for `reason`, and says so. */
  drop(reason: string): void {
    this.#lose(null, reason)
  }

  /** Ends it without a word to `onLost`. */
  end(): void {
    if (this.#over) return
    this.#over = true
    this.#cancelWatch()
    this.#cancelAsk()
    this.#cancelProbe()
    this.#socket.onmessage = null
    this.#socket.onclose = null
    this.#socket.close(1000)
  }

  #lose(code: number | null, reason: string): void {
    if (this.#over) return
    this.end()
    this.#events.onLost(code, reason)
  }

  #onData(data: unknown): void {
    this.#heardAt = this.#setting.now()
    let message: ServerMessage
    try {
      message = JSON.parse(data as string)
    } catch {
      this.drop('the server sent something that is not JSON')
      return
    }
    switch (message.type) {
      case 'welcome':
        this.#silenceMs = message.heartbeatMs * silentHeartbeats
        this.#cancelWatch()
        this.#watch()
        this.#setting.clock.hint(message.serverTime, this.#heardAt)
        this.#setting.clock.restart()
        this.subscribe()
        this.#askTime(clockBurst)
        return
      case 'ping':
        this.#send({ type: 'pong', seq: message.seq, ...this.#setting.lateness() })
        return
      case 'time':
        this.#setting.clock.offer(message.sent, this.#heardAt, message.serverTime)
        return
      case 'snapshot':
      case 'delta':
      case 'health':
      case 'bye':
      case 'error':
        this.#events.onMessage(message)
        return
      default: // within v1 message types may be added
    }
  }

  #askTime(left: number): void {
    this.#send({ type: 'time', sent: this.#setting.now() })
    this.#cancelAsk = this.#setting.schedule(left > 1 ? clockBurstEveryMs : clockEveryMs, () =>
      this.#askTime(left - 1),
    )
  }

  #watch(): void {
    const left = this.#heardAt + this.#silenceMs - this.#setting.now()
    if (left <= 0) {
      this.drop('the server has fallen silent')
      return
    }
    this.#cancelWatch = this.#setting.schedule(left, () => this.#watch())
  }

  #send(message: Subscribe | Pong | AskTime): void {
    if (this.#socket.readyState === openState) this.#socket.send(JSON.stringify(message))
  }
}
