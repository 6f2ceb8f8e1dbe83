import type { GeneratorHealth } from '../access/generator.ts'
import type { GatewayReport } from './gateway-report.ts'
import type { RaceHealth, StageName } from './health.ts'
import type { Quantiles } from './lag-window.ts'
import { type Level, type Limits, levelOf, thresholds, worst } from './level.ts'

export interface Judgement {
  level: Level
  why: string | null
}

/** What was asked, and how it answered. */
export interface Answered<T> {
  /** By `elapsed`. */
  failingSince: number | null
  error: string | null
  tookMs: number | null
  answer: T | null
}

export interface Evidence {
  now: number
  /** The same moment by the clock that only goes on, ms. */
  elapsed: number
  generator: Answered<GeneratorHealth> | null
  store: Answered<unknown>
  /** Since when the list of races cannot be read, epoch ms, whichever gateway reads it. */
  listDownSince: number | null
  bus: Answered<unknown>
  races: readonly (RaceHealth & { fixAge: Limits; isLive: boolean; lastPollAt: number | null })[]
  /** Of this gateway and of all others that were heard of lately. */
  reports: readonly GatewayReport[]
  /** How long one of them may be silent, ms. */
  silence: Limits
  lag: Readonly<Record<string, Quantiles>>
}

const fine: Judgement = { level: 'green', why: null }
const said = (level: Level, why: string): Judgement => (level === 'green' ? fine : { level, why })
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

/** The worst of several, in its words. */
function worstOf(judgements: readonly Judgement[]): Judgement {
  const level = worst(...judgements.map((one) => one.level))
  return level === 'green' ? fine : judgements.find((one) => one.level === level)!
}

function notAnswering(name: string, { failingSince, error }: Answered<unknown>, elapsed: number): Judgement {
  if (failingSince === null) return fine
  return said('red', `${name} has not answered for ${seconds(elapsed - failingSince)}: ${error}`)
}

const slow = (name: string, ms: number | null, limits: Limits) =>
  said(levelOf(ms ?? 0, limits), `${name} takes ${Math.round(ms ?? 0)} ms`)

/** How every stage is by what is known of it. Pure: the thresholds are in `level.ts`. */
export const judges: Readonly<Record<StageName, (evidence: Evidence) => Judgement>> = {
  generator({ generator, elapsed, lag }) {
    if (!generator) return fine
    const { lease } = generator.answer ?? {}
    return worstOf([
      notAnswering('it', generator, elapsed),
      lease === undefined || lease === 'held'
        ? fine
        : said('amber', `its lease is ${lease}: another one produces, or nobody`),
      slow('publishing', lag.produce?.p95 ?? null, thresholds.produceMs),
    ])
  },
  sink({ generator }) {
    if (!generator) return fine
    if (generator.failingSince !== null)
      return said('amber', 'the generator, which would know, does not answer')
    return generator.answer?.sinkIsDown ? said('red', 'it takes no events') : fine
  },
  store({ store, listDownSince, now, elapsed, races, lag }) {
    const down = races.filter(({ storeDownSince }) => storeDownSince !== null)
    return worstOf([
      notAnswering('it', store, elapsed),
      listDownSince === null
        ? fine
        : said('red', `it has not answered for the list of races for ${seconds(now - listDownSince)}`),
      ...down.map(({ slug, storeDownSince }) =>
        said('red', `it has not answered for ${slug} for ${seconds(now - storeDownSince!)}`),
      ),
      slow('its answer', store.tookMs, thresholds.storeMs),
      slow('a poll', lag.poll?.p95 ?? null, thresholds.pollMs),
    ])
  },
  poller({ races, now }) {
    return worstOf(
      races
        .filter(({ isLive }) => isLive)
        .map(({ slug, pollers, failures, lastPollAt }) => {
          if (pollers.length === 0) return said('red', `nobody polls ${slug}`)
          const age = lastPollAt === null ? 0 : now - lastPollAt
          return worstOf([
            said(
              levelOf(failures, thresholds.pollFailures),
              `${failures} polls of ${slug} have failed in a row`,
            ),
            said(levelOf(age, thresholds.pollAgeMs), `${slug} was polled ${seconds(age)} ago`),
          ])
        }),
    )
  },
  fixes({ races }) {
    return worstOf(
      races
        .filter(({ isLive, newestFixAgeMs }) => isLive && newestFixAgeMs !== null)
        .map(({ slug, newestFixAgeMs, fixAge }) =>
          said(
            levelOf(newestFixAgeMs!, fixAge),
            `the newest fix of ${slug} is ${seconds(newestFixAgeMs!)} old`,
          ),
        ),
    )
  },
  bus({ bus, elapsed }) {
    return worstOf([notAnswering('it', bus, elapsed), slow('it', bus.tookMs, thresholds.busMs)])
  },
  gateways({ reports, silence, now }) {
    return worstOf(
      reports.map((report) =>
        said(
          gatewayLevel(report, silence, now),
          `${report.id.slice(0, 8)}: ${gatewayWhy(report, silence, now)}`,
        ),
      ),
    )
  },
}

/**
 * In how many ms silence alone makes a stage red: what a desk goes by that hears nothing any more. Null where silence says nothing.
 */
export const redInMs: Partial<Readonly<Record<StageName, (evidence: Evidence) => number | null>>> = {
  fixes: ({ races }) =>
    soonest(
      races
        .filter(({ isLive, newestFixAgeMs }) => isLive && newestFixAgeMs !== null)
        .map(({ newestFixAgeMs, fixAge }) => fixAge.red - newestFixAgeMs!),
    ),
  gateways: ({ reports, silence, now }) => soonest(reports.map(({ at }) => silence.red - (now - at))),
}

const soonest = (ms: readonly number[]) => (ms.length === 0 ? null : Math.max(0, Math.floor(Math.min(...ms))))

export function gatewayLevel({ at, loopMs }: GatewayReport, silence: Limits, now: number): Level {
  return worst(levelOf(now - at, silence), levelOf(loopMs.p99, thresholds.loopMs))
}

const gatewayWhy = ({ at, loopMs }: GatewayReport, silence: Limits, now: number) =>
  now - at >= silence.amber
    ? `nothing was heard of it for ${seconds(now - at)}`
    : `its event loop is ${Math.round(loopMs.p99)} ms late`
