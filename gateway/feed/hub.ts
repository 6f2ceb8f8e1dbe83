import type { Clock } from '../clock.ts'
import { CloseCode, type CloseReason, inboundLimit, type ServerMessage } from '../protocol/index.ts'
import type { LiveRace } from '../replica/live-race.ts'
import { Allowance } from './allowance.ts'
import { Channel } from './channel.ts'
import type { FeedObserver } from './feed-observer.ts'
import type { Context } from './handlers/context.ts'
import { handle } from './handlers/index.ts'
import { lookAfter } from './look-after.ts'
import { MeasuredSocket } from './measured-socket.ts'
import { textFrame } from './raw-frame.ts'
import { timing } from './timing.ts'
import { channelOf, type Viewer } from './viewer.ts'
import type { ViewerSocket } from './viewer-socket.ts'

export interface HubOptions {
  /** Known races at once; one that is not known may be found by `lookUp`. Undefined: there is none. */
  get(race: string): LiveRace | undefined
  /** Rejects while it cannot be told. */
  lookUp(race: string): Promise<LiveRace | undefined>
  clock: Clock
  observer: FeedObserver
}

export type Hub = ReturnType<typeof createHub>

/** Viewers come back after a shutdown at this rate, in thousandths of a second each. */
const returnEveryMs = 2
const returnAfterMs = 1000

/** The fan-out: every viewer of every race of this gateway. Knows neither HTTP nor ws. */
export function createHub({ get, lookUp, clock, observer }: HubOptions) {
  const viewers = new Set<Viewer>()
  const channels = new Map<string, Channel>()

  const send = (viewer: Viewer, message: ServerMessage) =>
    viewer.socket.write(textFrame(JSON.stringify(message)))

  function leaveChannel(viewer: Viewer): void {
    const channel = channelOf(viewer)
    if (!channel) return
    channel.leave(viewer)
    if (channel.size > 0) return
    channel.close()
    channels.delete(channel.race.info.runId)
  }

  function join(viewer: Viewer, race: LiveRace): void {
    leaveChannel(viewer)
    const { runId } = race.info
    let channel = channels.get(runId)
    if (!channel) {
      channel = new Channel(race, clock, observer)
      channels.set(runId, channel)
    }
    channel.join(viewer)
  }

  /** Ends a connection; with a `message` the viewer is told why first. */
  function close(viewer: Viewer, reason: CloseReason, message?: string): void {
    if (viewer.session.state === 'closing') return
    if (message) send(viewer, { type: 'error', code: reason, message })
    leaveChannel(viewer)
    viewer.session = { state: 'closing' }
    observer.closed(reason)
    viewer.socket.close(CloseCode[reason].code, CloseCode[reason].reason)
  }

  const context: Context = { get, lookUp, clock, observer, send, close, join, leaveChannel }

  let cancelRound: (() => void) | null = null
  function round(): void {
    for (const viewer of viewers) lookAfter(context, viewer)
    cancelRound = clock.schedule(timing.round, round)
  }
  cancelRound = clock.schedule(timing.round, round)

  return {
    /** A connection has opened: greets it. */
    connect(socket: ViewerSocket): Viewer {
      const now = clock.now()
      const viewer: Viewer = {
        socket: new MeasuredSocket(socket),
        allowance: new Allowance(now),
        heardAt: now,
        tookAt: now,
        pingedAt: now,
        takenBytes: 0,
        pendingBytes: 0,
        snapshotEnd: 0,
        session: { state: 'greeted', since: now },
      }
      viewers.add(viewer)
      send(viewer, {
        type: 'welcome',
        protocol: 'racecast.v1.json',
        serverTime: now,
        heartbeatMs: timing.heartbeat,
      })
      return viewer
    },

    /** A viewer has sent a message: text, or what is not allowed. */
    receive(viewer: Viewer, data: string | null): void {
      viewer.heardAt = clock.now()
      if (viewer.session.state === 'closing') return
      if (data === null) close(viewer, 'notText', 'This protocol is JSON: send text messages.')
      else if (data.length > inboundLimit)
        close(viewer, 'tooBig', `A message may have ${inboundLimit} bytes; this one has ${data.length}.`)
      else handle(context, viewer, data)
    },

    /** The connection has ended, whoever ended it. */
    gone(viewer: Viewer): void {
      leaveChannel(viewer)
      viewer.session = { state: 'closing' }
      viewers.delete(viewer)
    },

    /** Sends everybody away, to come back one after another. */
    bye(): void {
      let reconnectAfterMs = returnAfterMs
      for (const viewer of viewers) {
        if (viewer.session.state !== 'closing') send(viewer, { type: 'bye', reconnectAfterMs })
        close(viewer, 'goingAway')
        reconnectAfterMs += returnEveryMs
      }
    },

    /** Stops looking after viewers; connections are the caller's to end. */
    stop(): void {
      cancelRound?.()
      for (const channel of channels.values()) channel.close()
      channels.clear()
    },

    /** How many viewers there are, by state. */
    census(): Record<Viewer['session']['state'], number> {
      const count = { greeted: 0, asking: 0, expecting: 0, inStep: 0, behind: 0, closing: 0 }
      for (const { session } of viewers) count[session.state]++
      return count
    },

    /** How many watch each race, by runId. */
    audience: (): Map<string, number> =>
      new Map([...channels].map(([runId, channel]) => [runId, channel.size])),
  }
}
