import { type Static, Type } from 'typebox'
import { RaceInfo } from '../protocol/index.ts'
import { GatewayReport, WaitingCorrection } from './gateway-report.ts'
import { Quantiles } from './lag-window.ts'
import { Level } from './level.ts'

export const stageNames = ['generator', 'sink', 'store', 'poller', 'fixes', 'bus', 'gateways'] as const
export type StageName = (typeof stageNames)[number]

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()])

export const Stage = Type.Object({
  name: Type.Enum([...stageNames]),
  level: Level,
  since: Type.Integer({ description: 'since when it has this level, epoch ms' }),
  why: orNull(Type.String({ description: 'what is wrong; null while it is green' })),
  /** How long it took to answer last, ms. */
  tookMs: orNull(Type.Integer()),
  redInMs: orNull(
    Type.Integer({
      description: 'in how many ms it is red if nothing more is heard; null where silence says nothing of it',
    }),
  ),
})
export type Stage = Static<typeof Stage>

export const RaceHealth = Type.Object({
  runId: Type.String(),
  slug: Type.String(),
  status: RaceInfo.properties.status,
  newestFixAgeMs: orNull(Type.Integer()),
  pollers: Type.Array(Type.String(), { description: 'the gateways that poll it: one' }),
  failures: Type.Integer({ description: 'polls that failed in a row' }),
  cadenceMs: orNull(Type.Integer()),
  storeDownSince: orNull(Type.Integer()),
})
export type RaceHealth = Static<typeof RaceHealth>

export const CorrectionHealth = Type.Evaluate(
  Type.Intersect([Type.Object({ runId: Type.String(), slug: Type.String() }), WaitingCorrection]),
)
export type CorrectionHealth = Static<typeof CorrectionHealth>

const Lags = Type.Record(Type.String(), Quantiles, {
  description: 'ms by stage: produce, store, poll, encode, bus, write, published_to_sent',
})

export const Moment = Type.Object({
  at: Type.Integer({ description: 'epoch ms' }),
  levels: Type.Record(Type.Enum([...stageNames]), Level, { description: 'the worst of the ten seconds' }),
  lag: Lags,
  viewers: Type.Integer(),
})
export type Moment = Static<typeof Moment>

export const Health = Type.Object({
  at: Type.Integer({ description: 'epoch ms' }),
  gateway: Type.String({ description: 'the one that answers' }),
  level: Level,
  stages: Type.Array(Stage),
  races: Type.Array(RaceHealth),
  corrections: Type.Array(CorrectionHealth, {
    description: 'what was corrected of a race and has not come to the screens for seconds; all else goes on',
  }),
  aheadMs: Type.Integer({
    description:
      "by how much the time that races go by is ahead of the clock of this gateway's machine or the generator's: that was set back while a race was under way",
  }),
  gateways: Type.Array(Type.Evaluate(Type.Intersect([GatewayReport, Type.Object({ level: Level })]))),
  lag: Lags,
  thresholds: Type.Unknown({ description: 'from when on a figure is amber, and red' }),
  askEveryMs: Type.Integer({
    description: 'so often it may be asked for: what is told here is seldom older',
  }),
  silentAfterMs: Type.Integer({
    description: 'a gateway that has not answered for so long is down, before a spectator could notice it',
  }),
  history: Type.Array(Moment, {
    description:
      'the last 30 minutes, one each ten seconds, oldest first; those after `since` alone, where that is asked for',
  }),
})
export type Health = Static<typeof Health>
