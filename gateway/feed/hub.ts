import type { AccessFailure } from '../access/failure.ts'
import type { Grant } from '../access/grant.ts'
import { guarded } from '../access/guarded-race.ts'
import type { Clock } from '../clock.ts'
import {
  CloseCode,
  type CloseReason,
  type Delta,
  type ErrorCode,
  inboundLimit,
  type SequencePlace,
  type ServerMessage,
  type Snapshot,
  type Subscribe,
} from '../protocol/index.ts'
import type { LiveRace } from '../replica/live-race.ts'
import { Allowance } from './allowance.ts'
import { Channel } from './channel.ts'
import { DelayedRaces } from './delayed-races.ts'
import { closeReasonOf, type FeedAccess, noKeys } from './feed-access.ts'
import type { FeedObserver } from './feed-observer.ts'
import { wordings } from './formats.ts'
import type { Context } from './handlers/context.ts'
import { handle } from './handlers/index.ts'
import { lookAfter } from './look-after.ts'
import { type Format, type Subscription, subscriptionOf } from './subscription.ts'
import { timing } from './timing.ts'
import { laneOf, type Viewer } from './viewer.ts'
import type { ViewerSocket } from './viewer-socket.ts'

export interface HubOptions {
  /** Known races at once; one that is not known may be found by `lookUp`. Undefined: there is none. */
  get(race: string): LiveRace | undefined
  /** Rejects while it cannot be told. */
  lookUp(race: string): Promise<LiveRace | undefined>
  /** Who may watch what; left out, there are no keys. */
  access?: FeedAccess
  clock: Clock
  observer: FeedObserver
}

export type Hub = ReturnType<typeof createHub>

/** Viewers come back after a shutdown at this rate, in thousandths of a second each. */
const returnEveryMs = 2
const returnAfterMs = 1000

/** The fan-out: every viewer of every race of this gateway. Knows neither HTTP nor ws. */
export function createHub({ get, lookUp, access = noKeys, clock, observer }: HubOptions) {
  const viewers = new Set<Viewer>()
  /** By race and delay. */
  const channels = new Map<string, Channel>()
  const delayed = new DelayedRaces(clock)
  const channelKey = (runId: string, delayMs: number) => `${runId} ${delayMs}`

  const send = (viewer: Viewer, message: Exclude<ServerMessage, Snapshot | Delta>) =>
    viewer.socket.write(wordings[viewer.format].message(message))

  function leaveLane(viewer: Viewer): void {
    const lane = laneOf(viewer)
    if (!lane) return
    lane.leave(viewer)
    const { runId } = lane.race.info
    const { delayMs } = lane.subscription
    const key = channelKey(runId, delayMs)
    const channel = channels.get(key)
    if (!channel) return
    channel.left(lane)
    if (!channel.isEmpty) return
    channel.close()
    channels.delete(key)
    delayed.left(runId, delayMs)
  }

  /** Null where the race is served with too many delays already. */
  function channelOf(race: LiveRace, delayMs: number): Channel | null {
    const key = channelKey(race.info.runId, delayMs)
    const found = channels.get(key)
    if (found) return found
    const served = delayMs > 0 ? delayed.watched(race, delayMs) : race
    if (!served) return null
    const channel = new Channel(served, delayMs, clock, observer)
    channels.set(key, channel)
    return channel
  }

  function join(
    viewer: Viewer,
    race: LiveRace,
    subscription: Subscription,
    held: SequencePlace | null,
  ): void {
    leaveLane(viewer)
    const lane = channelOf(race, subscription.delayMs)?.lane(subscription)
    if (lane) lane.join(viewer, held)
    else
      close(
        viewer,
        'tooManySubscriptions',
        'Too many different subscriptions of this race: choose fewer bibs or none, and a delay of 0, 5 or 10 s.',
      )
  }

  /** Tells a viewer why, and ends the connection. */
  function close(viewer: Viewer, reason: ErrorCode, message: string): void {
    if (viewer.session.state === 'closing') return
    send(viewer, { type: 'error', code: reason, message })
    end(viewer, reason)
  }

  function end(viewer: Viewer, reason: CloseReason): void {
    leaveLane(viewer)
    viewer.releaseGrant()
    viewer.session = { state: 'closing' }
    observer.closed(reason)
    viewer.socket.close(CloseCode[reason].code, CloseCode[reason].reason)
  }

  function admit(viewer: Viewer, grant: Grant): void {
    viewer.releaseGrant()
    viewer.grant = grant
    viewer.releaseGrant = access.whileGood(grant, (failure) => refuse(viewer, failure))
    // What was shown before, and may have opened the race, counts no more.
    keepOut(viewer)
  }

  const refuse = (viewer: Viewer, failure: AccessFailure) =>
    close(viewer, closeReasonOf(failure), failure.message)

  /** Ends the connection of who watches what it may not, or not any more. */
  function keepOut(viewer: Viewer): void {
    const race = laneOf(viewer)?.race
    if (!race) return
    const answer = access.mayWatch(viewer.grant, guarded(race))
    if (answer === true) return
    // A key that it has just shown may open the race; how long that takes to be known is not for what it would see meanwhile.
    if (viewer.authorizing)
      close(
        viewer,
        'keysUnavailable',
        'The race has become private, and whether your key opens it is not known yet: come back with it.',
      )
    else if (answer.code !== 'race-not-found') refuse(viewer, answer)
    else close(viewer, 'racePrivate', 'The race has become private: only who has a key for it may watch it.')
  }

  const context: Context = { get, lookUp, clock, observer, access, send, close, join, leaveLane, admit }

  let cancelRound: (() => void) | null = null
  function round(): void {
    delayed.tidy()
    for (const channel of channels.values()) channel.round()
    for (const viewer of viewers) lookAfter(context, viewer)
    cancelRound = clock.schedule(timing.round, round)
  }
  cancelRound = clock.schedule(timing.round, round)

  return {
    /**
     * A connection has opened: greets it. `grant`: what the request that opened it has shown; `check` looks at keys that
     * it shows later.
     */
    connect(
      socket: ViewerSocket,
      format: Format,
      grant: Grant | null = null,
      check: Viewer['check'] = (key) => access.check(key, 'message'),
    ): Viewer {
      const now = clock.elapsed()
      const viewer: Viewer = {
        socket,
        format,
        answers: format !== 'sse',
        grant: null,
        check,
        releaseGrant: () => {},
        authorizing: null,
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
        protocol: format === 'bin' ? 'racecast.v1.bin' : 'racecast.v1.json',
        serverTime: clock.now(),
        heartbeatMs: timing.heartbeat,
      })
      if (grant) admit(viewer, grant)
      return viewer
    },

    /** Subscribes a viewer that cannot ask itself to a race that it may see. */
    subscribe(viewer: Viewer, race: LiveRace, asked: Omit<Subscribe, 'type' | 'race'>): void {
      join(viewer, race, subscriptionOf(viewer.format, asked), asked.resume ?? null)
    },

    /** What the request has shown opens nothing: says so, and ends the connection. */
    refuse,

    /** A viewer has sent a message: text, or what is not allowed. */
    receive(viewer: Viewer, data: string | null): void {
      viewer.heardAt = clock.elapsed()
      if (viewer.session.state === 'closing') return
      if (data === null) close(viewer, 'notText', 'This protocol is JSON: send text messages.')
      else if (Buffer.byteLength(data) > inboundLimit)
        close(
          viewer,
          'tooBig',
          `A message may have ${inboundLimit} bytes; this one has ${Buffer.byteLength(data)}.`,
        )
      else handle(context, viewer, data)
    },

    /** The connection has ended, whoever ended it. */
    gone(viewer: Viewer): void {
      leaveLane(viewer)
      viewer.releaseGrant()
      viewer.session = { state: 'closing' }
      viewers.delete(viewer)
    },

    /** Sends everybody away, to come back one after another; with `runId` those alone who watch that race. */
    bye(runId?: string): void {
      let reconnectAfterMs = returnAfterMs
      for (const viewer of viewers) {
        if (runId !== undefined && laneOf(viewer)?.race.info.runId !== runId) continue
        if (viewer.session.state !== 'closing') {
          send(viewer, { type: 'bye', reconnectAfterMs })
          end(viewer, 'goingAway')
        }
        reconnectAfterMs += returnEveryMs
      }
    },

    /** A race was deleted: who watches it is told so. */
    raceGone(runId: string): void {
      for (const viewer of [...viewers])
        if (laneOf(viewer)?.race.info.runId === runId) close(viewer, 'raceDeleted', 'The race was deleted.')
    },

    /** A race has become private: who watches it and may not any more is told so. */
    racePrivate(runId: string): void {
      for (const viewer of [...viewers]) if (laneOf(viewer)?.race.info.runId === runId) keepOut(viewer)
    },

    /** Stops looking after viewers; connections are the caller's to end. */
    stop(): void {
      cancelRound?.()
      for (const channel of channels.values()) channel.close()
      channels.clear()
      delayed.close()
    },

    /** How many connections there are. */
    get size(): number {
      return viewers.size
    },

    /** How many viewers there are, by state. */
    census(): Record<Viewer['session']['state'], number> {
      const count = { greeted: 0, asking: 0, expecting: 0, inStep: 0, behind: 0, closing: 0 }
      for (const { session } of viewers) count[session.state]++
      return count
    },

    /** How many viewers there are by format and rate, such as `bin 1`. */
    byKind(): Record<string, number> {
      const count: Record<string, number> = {}
      for (const viewer of viewers) {
        const every = laneOf(viewer)?.subscription.every
        const kind = every === undefined ? viewer.format : `${viewer.format} ${every}`
        count[kind] = (count[kind] ?? 0) + 1
      }
      return count
    },

    /** How many watch each race, by runId. */
    audience(): Map<string, number> {
      const audience = new Map<string, number>()
      for (const channel of channels.values()) {
        const { runId } = channel.race.info
        audience.set(runId, (audience.get(runId) ?? 0) + channel.size)
      }
      return audience
    },
  }
}
