import { randomUUID } from 'node:crypto'
import type { PositionStore } from '@racecast/pinot/ports'
import { Compile } from 'typebox/compile'
import type { Generator, GeneratorHealth } from '../access/generator.ts'
import type { Bus } from '../bus/bus.ts'
import { notedJson } from '../bus/noted-json.ts'
import type { Clock } from '../clock.ts'
import type { FrameSent } from '../feed/feed-observer.ts'
import type { Hub } from '../feed/hub.ts'
import type { Log } from '../log.ts'
import { stagesOf } from '../observe/lag.ts'
import type { LiveRace, LiveRaces } from '../replica/live-race.ts'
import { fixAgeLimits, signEveryMs, silenceLimits } from './bounds.ts'
import { GatewayReport, processLoad } from './gateway-report.ts'
import {
  type CorrectionHealth,
  type Health,
  type Moment,
  type RaceHealth,
  type Stage,
  type StageName,
  stageNames,
} from './health.ts'
import { type Evidence, gatewayLevel, judges, redInMs } from './judge.ts'
import { LagWindow, type Quantiles } from './lag-window.ts'
import { type Level, type Limits, thresholds, worst } from './level.ts'
import { Probe } from './probe.ts'

export interface MonitorOptions {
  races: LiveRaces
  store: PositionStore
  bus: Bus
  generator: Generator | null
  hub: Pick<Hub, 'size' | 'byKind'>
  clock: Clock
  log: Log
}

/** What the map of the gateways' reports is called. */
const map = 'gateways'
/**
 * How often store and bus are asked, and how often what was seen is kept, in looks; a gateway tells of itself at each, and asks
 * the generator, which nobody else would miss before its fixes.
 */
const askEvery = 10
const keepEvery = 20
/** The clocks of two gateways may be so far apart, ms. */
const skewMs = 10_000
/** 30 minutes. */
const mostMoments = 180
/** A gateway that nothing was heard of for so long is no longer told of, ms. */
const forgottenAfterMs = 300_000
/** What was corrected and takes no longer to be worked out nobody need hear of, ms. */
const soonMs = 2000
/** So many that have ended may be in the map. */
const mostLeft = 100

const report = Compile(GatewayReport)

export type HealthMonitor = ReturnType<typeof createHealthMonitor>

/** Keeps an eye on every stage from the generator to the viewers, as this gateway sees it and as the others tell. */
export function createHealthMonitor({ races, store, bus, generator, hub, clock, log }: MonitorOptions) {
  const id = randomUUID()
  const startedAt = clock.now()
  const load = processLoad(clock.elapsed)
  const window = new LagWindow()
  const probes = {
    generator: generator && new Probe<GeneratorHealth>(() => generator.health(), clock),
    store: new Probe(() => store.ping(), clock),
    bus: new Probe(() => bus.notes(map), clock),
  }
  /** The newest frame of each race that was measured. */
  const measured = new Map<string, string>()
  /** What each gateway told of itself last, with the times of its own clock, and when that was heard here, by `elapsed`. */
  const reports = new Map<string, { told: GatewayReport; heardAt: number }>()
  const levels = new Map<StageName, Pick<Stage, 'level' | 'since' | 'why'>>()
  let worstLevels = new Map<StageName, Level>()
  let lag: Record<string, Quantiles> = {}
  let busy = { ...load.take(), byKind: hub.byKind() }
  let isTelling = false
  /** Whether it has been said that nobody can be told. */
  let isUntold = false
  const history: Moment[] = []
  let looks = 0

  const unsubscribe = bus.onNoted(map, (entries) => {
    for (const [key, text] of entries) {
      const told = notedJson(text)
      if (report.Check(told)) hear(told)
      else forget(key)
    }
  })

  /** Takes in what a gateway tells of itself, as of when it was heard here; what is heard again is no news. */
  function hear(told: GatewayReport): void {
    const held = reports.get(told.id)
    if (held?.told.at === told.at) return
    // What is told by one that is heard of for the first time may have been kept for long; whoever tells something new is there.
    const keptMs = held ? 0 : clock.now() - told.at
    reports.set(told.id, { told, heardAt: clock.elapsed() - (keptMs < skewMs ? 0 : keptMs) })
  }

  const forget = (gateway: string) => reports.delete(gateway)

  const isForgotten = ({ heardAt }: { heardAt: number }) => clock.elapsed() - heardAt >= forgottenAfterMs

  /** The lag of each race's newest frame: looked at once a second, not at every frame, it needs no listener. */
  function measure(): void {
    for (const { info, state } of races.list()) {
      if (!state || (info.status !== 'started' && info.status !== 'paused')) continue
      const place = `${state.epoch}/${state.seq}`
      if (measured.get(info.runId) === place) continue
      measured.set(info.runId, place)
      const sent = { lag: state.lag, arrivedAt: 0, writtenAt: 0, viewers: 0, bytes: 0 }
      for (const [stage, ms] of stagesOf(sent)) if (isOfThePoll(stage)) window.add(stage, ms)
    }
  }

  /** What the gateways that were heard of lately tell, by the clock of this one as it is set now. */
  function lately(): GatewayReport[] {
    const [now, elapsed] = [clock.now(), clock.elapsed()]
    return [...reports.values()]
      .filter((one) => !isForgotten(one))
      .map(({ told, heardAt }) => {
        const at = Math.round(now - (elapsed - heardAt))
        const here = (ms: number) => ms + at - told.at
        const polls = told.polls.map(({ lastPollAt, correction, ...one }) => ({
          ...{ ...one, lastPollAt: lastPollAt === null ? null : here(lastPollAt) },
          ...(correction && { correction: { ...correction, since: here(correction.since) } }),
        }))
        return { ...told, at, polls }
      })
  }

  const silenceNow = () =>
    silenceLimits(races.list().flatMap(({ info }) => (info.status === 'started' ? [info] : [])))

  function raceHealth(silence: Limits): Evidence['races'] {
    const own = new Map(races.status().map((poll) => [poll.runId, poll]))
    const now = clock.now()
    return races.list().flatMap((race) => {
      const { runId, slug, status, startTime } = race.info
      if (status !== 'started' && status !== 'paused') return []
      const poll = own.get(runId)
      const others = lately().filter(({ id: other }) => other !== id)
      const elsewhere = others.flatMap(({ id: who, at, polls }) =>
        now - at < silence.red
          ? polls.filter((one) => one.runId === runId).map((one) => ({ ...one, who }))
          : [],
      )
      const mine = poll?.polling ? [{ ...poll, who: id }] : []
      const pollers = [...mine, ...elsewhere]
      // Where no fix has ever come, the gun is what is known, as on the page.
      const measuredAt = race.state ? (race.state.lag.measuredAt ?? startTime) : null
      const health: RaceHealth = {
        ...{ runId, slug, status, storeDownSince: race.storeDownSince },
        newestFixAgeMs:
          status === 'paused' || measuredAt === null || !isAnybodyOut(race)
            ? null
            : Math.max(0, now - measuredAt),
        pollers: pollers.map(({ who }) => who),
        failures: Math.max(0, ...pollers.map(({ failures }) => failures)),
        cadenceMs: pollers.find(({ cadenceMs }) => cadenceMs !== null)?.cadenceMs ?? null,
      }
      const lastPollAt = pollers.find((one) => one.lastPollAt !== null)?.lastPollAt ?? null
      return [{ ...health, fixAge: fixAgeLimits(race.info), isLive: status === 'started', lastPollAt }]
    })
  }

  /** What was corrected and is not worked out yet, as whoever polls those races tells. */
  function corrections({ now, reports: known, silence }: Evidence): CorrectionHealth[] {
    // Of a race that has just gone from one poller to another both may tell.
    const waiting = new Map<string, CorrectionHealth>()
    for (const { at, polls } of known) {
      if (now - at >= silence.red) continue
      for (const { runId, correction } of polls) {
        const slug = races.get(runId)?.info.slug
        if (!correction || slug === undefined) continue
        if (correction.failures > 0 || now - correction.since >= soonMs)
          waiting.set(runId, { runId, slug, ...correction })
      }
    }
    return [...waiting.values()]
  }

  /** Judges every stage, and gives what it was judged by. */
  function judge(): Evidence {
    const now = clock.now()
    const { generator: asked, store: storeProbe, bus: busProbe } = probes
    const silence = silenceNow()
    const evidence: Evidence = {
      ...{
        now,
        elapsed: clock.elapsed(),
        generator: asked,
        store: storeProbe,
        listDownSince: races.listDownSince,
        bus: busProbe,
      },
      ...{ races: raceHealth(silence), reports: lately(), silence, lag },
    }
    for (const name of stageNames) {
      const { level, why } = judges[name](evidence)
      const held = levels.get(name)
      levels.set(name, { level, why, since: held?.level === level ? held.since : now })
      worstLevels.set(name, worst(level, worstLevels.get(name) ?? 'green'))
    }
    return evidence
  }

  function tell(): void {
    const now = clock.now()
    const polls = races
      .status()
      .filter(({ polling }) => polling)
      .map(({ runId, lastPollAt, failures, error, cadenceMs, correction }) => ({
        ...{ runId, lastPollAt, failures, error, cadenceMs },
        ...(correction && { correction }),
      }))
    const own: GatewayReport = {
      id,
      startedAt,
      at: now,
      viewers: hub.size,
      ...busy,
      polls,
    }
    hear(own)
    for (const [other, one] of reports) if (isForgotten(one)) forget(other)
    // A bus that is away is asked no more often for being away.
    if (isTelling) return
    isTelling = true
    const kept = probes.bus.answer?.size ?? 0
    // Gateways that have ended leave their place behind: now and then those that are there alone are kept.
    const whole = kept > lately().length + mostLeft
    const told = whole ? [...reports.values()].map((one) => one.told) : [own]
    bus
      .note(map, new Map(told.map((one) => [one.id, JSON.stringify(one)])), { whole })
      .then(() => {
        isUntold = false
      })
      .catch((error: unknown) => {
        if (!isUntold) log.warn({ err: error }, 'other gateways cannot be told of this one')
        isUntold = true
      })
      .finally(() => {
        isTelling = false
      })
  }

  /** What there was of the last ten seconds goes into the history. */
  function keep(): void {
    const now = clock.now()
    lag = window.take()
    busy = { ...load.take(), byKind: hub.byKind() }
    const worstOf = Object.fromEntries(worstLevels) as Moment['levels']
    worstLevels = new Map()
    history.push({
      at: now,
      levels: worstOf,
      lag,
      viewers: lately().reduce((sum, { viewers }) => sum + viewers, 0),
    })
    if (history.length > mostMoments) history.shift()
  }

  function look(): void {
    measure()
    void probes.generator?.look()
    if (looks % askEvery === 0) for (const probe of [probes.store, probes.bus]) void probe.look()
    judge()
    if (looks % keepEvery === 0) keep()
    tell()
    looks++
    cancel = clock.schedule(signEveryMs, look)
  }
  let cancel = clock.schedule(0, look)

  return {
    /** A tick has gone to all viewers in step. */
    frame(sent: FrameSent): void {
      for (const [stage, ms] of stagesOf(sent))
        if (stage === 'bus' || stage === 'write') window.add(stage, ms)
    },
    /** How everything is now; of the past what came after `since`, epoch ms. */
    health(since = Number.NEGATIVE_INFINITY): Health {
      if (looks === 0) look()
      const evidence = judge()
      const { now, reports: known, silence } = evidence
      const took = (name: StageName) =>
        name === 'generator' || name === 'store' || name === 'bus' ? (probes[name]?.tookMs ?? null) : null
      const stages = stageNames.map(
        (name): Stage => ({
          ...{ name, ...levels.get(name)!, tookMs: took(name) },
          redInMs: redInMs[name]?.(evidence) ?? null,
        }),
      )
      return {
        ...{ at: now, gateway: id, level: worst(...stages.map(({ level }) => level)), stages },
        races: evidence.races.map(({ fixAge: _, isLive: __, lastPollAt: ___, ...race }) => race),
        corrections: corrections(evidence),
        aheadMs: Math.max(clock.aheadMs?.() ?? 0, evidence.generator?.answer?.aheadMs ?? 0),
        gateways: known.map((one) => ({ ...one, level: gatewayLevel(one, silence, now) })),
        ...{ lag, thresholds, askEveryMs: signEveryMs, silentAfterMs: silence.red },
        history: history.filter(({ at }) => at > since),
      }
    },
    close(): void {
      cancel()
      unsubscribe()
      load.close()
      // An orderly end is no failure: the others need not wait for it.
      bus.note(map, new Map([[id, '']])).catch(() => {})
    },
  }
}

const isOfThePoll = (stage: string) =>
  ['produce', 'store', 'poll', 'encode', 'published_to_sent'].includes(stage)

/** Whether somebody is under way, so that fixes are to come. */
function isAnybodyOut({ state }: LiveRace): boolean {
  for (const { id, standing } of state?.roster.values() ?? [])
    if (standing === 'entered' && state!.facts.get(id)?.finish === undefined) return true
  return false
}
