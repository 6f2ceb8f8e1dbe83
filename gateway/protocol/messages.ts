import { EntryRecord, RaceRecord, Standing } from '@racecast/pinot/events'
import { type Static, Type } from 'typebox'
import { Board } from './board.ts'
import { Every, Topic } from './client-messages.ts'
import { errorCodes } from './close-codes.ts'

export { EntityFlag } from './entity-flag.ts'

/**
 * The messages of `/feed`. In subprotocol racecast.v1.json each is one JSON object a WebSocket text message, told
 * apart by `type`; racecast.v1.bin has snapshot and delta in binary messages (see `wire`). Distances are integer cm
 * along the course, `t` is race time in integer ms, wall times are epoch ms.
 *
 * Within v1 fields and message types may be added: a client ignores what it does not know.
 */

const Id = Type.Integer({ minimum: 1 })
const RaceMs = Type.Integer({ description: 'race time, ms' })

/**
 * One competitor's state: [id, cm, t, velocity, speed, flags] or, off the course, followed by lat and lon.
 * `t` is the race time of the fix; `velocity` mm/s between the last two fixes, for prediction; `speed` mm/s
 * smoothed over some 15 s, for the current pace; lat and lon are 1e-6 degree.
 */
export const Position = Type.Union([
  Type.Tuple([Id, Type.Integer(), RaceMs, Type.Integer(), Type.Integer(), Type.Integer()]),
  Type.Tuple([
    Id,
    Type.Integer(),
    RaceMs,
    Type.Integer(),
    Type.Integer(),
    Type.Integer(),
    Type.Integer(),
    Type.Integer(),
  ]),
])
export type Position = Static<typeof Position>

/**
 * The log: numbered in the order of discovery, without holes. An entry is never changed; a `correction` takes
 * one back by its number.
 */
const logged = <const K extends string>(kind: K) => ({
  n: Type.Integer({ minimum: 1 }),
  kind: Type.Literal(kind),
  t: RaceMs,
})
export const LogEntry = Type.Union([
  Type.Object({ ...logged('start'), id: Id }),
  Type.Object({ ...logged('split'), id: Id, km: Type.Integer({ minimum: 1 }) }),
  Type.Object({ ...logged('fenceIn'), id: Id }),
  Type.Object({ ...logged('fenceOut'), id: Id }),
  Type.Object({ ...logged('finish'), id: Id }),
  Type.Object({ ...logged('standing'), id: Id, standing: Standing }),
  Type.Object({ ...logged('status'), status: RaceRecord.properties.status }),
  Type.Object({ ...logged('gap'), from: RaceMs, to: RaceMs }),
  Type.Object({
    ...logged('correction'),
    /** The number of the entry that is taken back, and what it said, so that nobody has to keep the log. */
    takesBack: Type.Integer({ minimum: 1 }),
    of: Type.Union([
      Type.Literal('start'),
      Type.Literal('split'),
      Type.Literal('fenceIn'),
      Type.Literal('fenceOut'),
      Type.Literal('finish'),
    ]),
    id: Id,
    km: Type.Optional(Type.Integer({ minimum: 1 })),
    reason: Type.String(),
  }),
])
export type LogEntry = Static<typeof LogEntry>

/** What a viewer may know of a race. `simulated` stands on every screen that shows it. */
export const RaceInfo = Type.Evaluate(
  Type.Intersect([
    Type.Pick(RaceRecord, [
      'runId',
      'slug',
      'name',
      'course',
      'courseHash',
      'kind',
      'status',
      'startTime',
      'waves',
      'fixIntervalS',
      'playoutDelayMs',
      'pauses',
      'gaps',
      'finishedAt',
      'rulings',
    ]),
    Type.Object({ simulated: Type.Boolean() }),
  ]),
)
export type RaceInfo = Static<typeof RaceInfo>

/** An entry as viewers see it: of an anonymous one neither name nor club. */
export const RosterEntry = Type.Evaluate(
  Type.Intersect([
    Type.Object({ id: Id }),
    Type.Pick(EntryRecord, ['bib', 'name', 'club', 'category', 'wave', 'role', 'anonymous', 'standing']),
  ]),
)
export type RosterEntry = Static<typeof RosterEntry>

/** What is known for good of one competitor; left out where there is nothing. */
export const Facts = Type.Object({
  id: Id,
  start: Type.Optional(RaceMs),
  /** The exact instant of the finish. */
  finish: Type.Optional(RaceMs),
  /** [in, out] of each visit to the fence in order; out is null while inside. */
  visits: Type.Optional(Type.Array(Type.Tuple([RaceMs, Type.Union([RaceMs, Type.Null()])]))),
  /** The time at each full km, from 1; null where it is not known. */
  splits: Type.Optional(Type.Array(Type.Union([RaceMs, Type.Null()]))),
  /** Since when the roster's standing holds; left out while it is `entered`. */
  standingSince: Type.Optional(RaceMs),
})
export type Facts = Static<typeof Facts>

/** Where the time went on the way to this frame, epoch ms. */
export const Lag = Type.Object({
  /** When the newest fix in it was measured, and when it was handed to the sink; null before the first fix. */
  measuredAt: Type.Union([Type.Integer(), Type.Null()]),
  publishedAt: Type.Union([Type.Integer(), Type.Null()]),
  pollStart: Type.Integer(),
  pollEnd: Type.Integer(),
  sentAt: Type.Integer({
    description:
      'when the newest tick in it was made or, of a snapshot and a patch, when that was written (J-5)',
  }),
})
export type Lag = Static<typeof Lag>

/** [cell, t]: when the front of the race passed cell x 10 m, net of waves; the reference for every gap. At 2,147,483,647: nobody has (S-6). */
export const FrontPassage = Type.Tuple([Type.Integer({ minimum: 0 }), RaceMs])
export type FrontPassage = Static<typeof FrontPassage>

const Sequenced = {
  /** A sequence is unbroken within an epoch; a new epoch begins with a snapshot and may contradict the last. */
  epoch: Type.Integer({ minimum: 0 }),
  seq: Type.Integer({ minimum: 0 }),
  /** Sum of the hashes of all positions modulo 2^32 (see `positionHash`), after this message. */
  hash: Type.Integer({ minimum: 0, maximum: 0xffffffff }),
  lag: Lag,
}

export const Welcome = Type.Object({
  type: Type.Literal('welcome'),
  protocol: Type.Union([Type.Literal('racecast.v1.json'), Type.Literal('racecast.v1.bin')]),
  serverTime: Type.Integer(),
  /** The server pings this often; hear nothing for two and a half times as long and the connection is dead. */
  heartbeatMs: Type.Integer(),
})
export type Welcome = Static<typeof Welcome>

/**
 * Why the whole state is sent. To a `resume`: `epoch` where another epoch has begun since, `tooOld` where what changed
 * since is no longer known, `ahead` where the server has not come so far. `roster`: somebody else has a chosen bib now.
 */
export const SnapshotReason = Type.Enum(['subscribed', 'epoch', 'behind', 'tooOld', 'ahead', 'roster'])
export type SnapshotReason = Static<typeof SnapshotReason>

export const Snapshot = Type.Object({
  type: Type.Literal('snapshot'),
  ...Sequenced,
  reason: SnapshotReason,
  race: RaceInfo,
  roster: Type.Array(RosterEntry),
  positions: Type.Array(Position),
  facts: Type.Array(Facts),
  front: Type.Array(FrontPassage),
  /** The newest entries of the log, oldest first. */
  log: Type.Array(LogEntry),
})
export type Snapshot = Static<typeof Snapshot>

export const Delta = Type.Object({
  type: Type.Literal('delta'),
  ...Sequenced,
  /** The sequence number that it follows; left out where that is the one before `seq`. */
  since: Type.Optional(Type.Integer({ minimum: 0 })),
  /** Only what changed. */
  positions: Type.Array(Position),
  log: Type.Array(LogEntry),
  front: Type.Optional(Type.Array(FrontPassage)),
  race: Type.Optional(RaceInfo),
  roster: Type.Optional(Type.Array(RosterEntry)),
})
export type Delta = Static<typeof Delta>

export const Ping = Type.Object({
  type: Type.Literal('ping'),
  serverTime: Type.Integer(),
  seq: Type.Integer({ description: 'the pong says it back; it need not be that of the state which is held' }),
})
export type Ping = Static<typeof Ping>

/** The answer to `time`: what the clock offset is worked out from. */
export const Time = Type.Object({
  type: Type.Literal('time'),
  sent: Type.Number(),
  serverTime: Type.Integer(),
})
export type Time = Static<typeof Time>

/** Sent before an orderly shutdown: come back after so many ms, each viewer after another. */
export const Bye = Type.Object({
  type: Type.Literal('bye'),
  reconnectAfterMs: Type.Integer({ minimum: 0 }),
})
export type Bye = Static<typeof Bye>

export const FeedError = Type.Object({
  type: Type.Literal('error'),
  code: Type.Enum([...errorCodes], { description: 'why, for programs (X-3); others may be added' }),
  message: Type.String({ description: 'why, and what to do about it, for people' }),
})
export type FeedError = Static<typeof FeedError>

/**
 * Whether positions can come: sent to everybody in step when the store that they are read from stops answering, or
 * answers again. A snapshot says that it answers, unless this follows.
 */
export const Health = Type.Object({
  type: Type.Literal('health'),
  store: Type.Union([Type.Literal('ok'), Type.Literal('down')]),
  /** Since when it does not answer, epoch ms; only while it is down. */
  since: Type.Optional(Type.Integer()),
})
export type Health = Static<typeof Health>

/**
 * The answer to `subscribe`: what will be sent, with everything that was left out filled in. After a `resume` a delta
 * follows with what was missed, nothing where nothing was, or a snapshot; otherwise a snapshot.
 */
export const Subscribed = Type.Object({
  type: Type.Literal('subscribed'),
  race: Type.String({ description: 'runId' }),
  topics: Type.Array(Topic),
  every: Every,
  delayMs: Type.Integer({ minimum: 0 }),
  rows: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'how many the board has at most; left out without board, and where it has all of bibs',
    }),
  ),
  bibs: Type.Optional(Type.Array(Type.String(), { description: 'sorted; left out where nobody was chosen' })),
  unknownBibs: Type.Optional(
    Type.Array(Type.String(), {
      description: 'those of bibs that nobody has; left out while the race has no state',
    }),
  ),
})
export type Subscribed = Static<typeof Subscribed>

export const ServerMessage = Type.Union([
  Welcome,
  Subscribed,
  Snapshot,
  Delta,
  Board,
  Health,
  Ping,
  Time,
  Bye,
  FeedError,
])
export type ServerMessage = Static<typeof ServerMessage>
