import { type Static, Type } from 'typebox'

/**
 * What can be had of a race. `positions` with the passages of the front, `roster`, `log` with the facts that follow from
 * it, and `health` together are the whole state; `board` is the leaderboard as rows, for who keeps no state.
 */
export const Topic = Type.Enum(['positions', 'board', 'log', 'roster', 'health'])
export type Topic = Static<typeof Topic>

/** What is sent to who names no topics. */
export const defaultTopics: readonly Topic[] = ['positions', 'log', 'roster', 'health']

/** How often, s: 1 stands for every tick of the race. */
export const Every = Type.Enum([1, 5, 15])
export type Every = Static<typeof Every>

/** The longest delay, ms. */
export const longestDelayMs = 120_000
/** So many competitors can be chosen. */
export const mostBibs = 50

export const Subscribe = Type.Object({
  type: Type.Literal('subscribe'),
  /** runId or slug. */
  race: Type.String({ minLength: 1, maxLength: 64 }),
  topics: Type.Optional(Type.Array(Topic, { minItems: 1, uniqueItems: true })),
  every: Type.Optional(Every),
  /** Positions and board of these alone. */
  bibs: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 20 }), {
      minItems: 1,
      maxItems: mostBibs,
      uniqueItems: true,
    }),
  ),
  /** How many rows the board has at most, from the top; left out with `bibs`: all of these. */
  rows: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  /** Everything comes so much later, for pictures that lag: whole seconds. */
  delayMs: Type.Optional(Type.Integer({ minimum: 0, maximum: longestDelayMs, multipleOf: 1000 })),
  /** What is held already. */
  resume: Type.Optional(
    Type.Object({ epoch: Type.Integer({ minimum: 0 }), seq: Type.Integer({ minimum: 0 }) }),
  ),
})
export type Subscribe = Static<typeof Subscribe>

/** Shows a key, before the first `subscribe`; a header or the address may show it instead. */
export const Authorize = Type.Object({
  type: Type.Literal('authorize'),
  key: Type.String({ minLength: 1, maxLength: 2000 }),
})
export type Authorize = Static<typeof Authorize>

/** The answer to a ping. What a viewer says of lateness goes into the server's metrics; it may leave it out. */
export const Pong = Type.Object({
  type: Type.Literal('pong'),
  seq: Type.Integer({ description: 'that of the ping' }),
  arrivedMs: Type.Optional(
    Type.Integer({
      description:
        'how long the newest frame took to arrive: the server’s clock, as the viewer knows it, minus its sentAt',
    }),
  ),
  shownMs: Type.Optional(
    Type.Integer({
      description:
        'how old what is on the screen is: the server’s clock when it was last drawn, minus the moment drawn, or minus ' +
        'the newest fix’s measuredAt where the moment lies past that',
    }),
  ),
})
export type Pong = Static<typeof Pong>

export const AskTime = Type.Object({ type: Type.Literal('time'), sent: Type.Number() })
export type AskTime = Static<typeof AskTime>

export const ClientMessage = Type.Union([Subscribe, Authorize, Pong, AskTime])
export type ClientMessage = Static<typeof ClientMessage>
