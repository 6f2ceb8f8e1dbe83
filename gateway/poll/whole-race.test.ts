import type { Course } from '@racecast/courses'
import { openCatalogue } from '@racecast/courses/catalogue'
import { CourseLine } from '@racecast/courses/line'
import { type Simulation, simulateRace } from '@racecast/generator/simulation'
import { describe, expect, it } from 'vitest'
import { boardAt, type LogEntry, type Playout, type RaceState } from '../protocol/index.ts'
import { recordedRace } from './testing/recorded-race.ts'

const gun = 1_760_000_000_000
const course = openCatalogue().get('crystal') ?? openCatalogue().list()[0]!

interface Options {
  competitors?: number
  /** Whether the poll of the tick with this number is left out. */
  skips?: (tick: number) => boolean
  /** The gateway is killed after the tick with this number, and another one opened so many ticks later. */
  killedAt?: number
  downFor?: number
  request?: object
}

interface Outcome {
  simulation: Simulation
  log: LogEntry[]
  state: RaceState
  playout: Playout
  /** Whoever was seen at a smaller distance than before. */
  backwards: number[]
  firstSeenAtCm: Map<number, number>
  logged: { level: string; message: string }[]
  epochs: Set<number>
}

/** Runs a whole race through the store, a poll after each second of it, as fast as it goes. */
async function run({
  competitors = 50,
  skips,
  killedAt,
  downFor = 0,
  request,
}: Options = {}): Promise<Outcome> {
  const simulation = simulateRace(
    {
      seed: 4,
      competitors,
      fastest: 100,
      slowest: 200,
      stoppingRatio: 0.3,
      minPause: 10,
      maxPause: 40,
      ...request,
    },
    course,
    gun,
  )
  const { record, entries, plans, rowsUpTo } = simulation
  const { runId } = record
  const { sink, clock, log, open } = recordedRace(course, gun - 1000)
  await sink.putEntries(entries)
  await sink.putRace(record)
  let gateway = await open()
  let downUntil = -1
  const backwards: number[] = []
  const firstSeenAtCm = new Map<number, number>()
  const seen = new Map<number, number>()
  const epochs = new Set<number>()
  const last = Math.ceil(Math.max(...plans.map(({ endMs }) => endMs)) / 1000) + 2
  for (let tick = 0; tick <= last; tick++) {
    clock.pass(gun + tick * 1000 + 5 - clock.ms)
    await sink.putFixes(rowsUpTo(gun + tick * 1000))
    if (tick === killedAt) {
      await gateway.kill()
      downUntil = tick + downFor
    }
    if (tick < downUntil) continue
    if (tick === downUntil) gateway = await open()
    if (skips?.(tick) && tick < last) continue
    await gateway.notice()
    const { state } = gateway.races.get(runId)!
    epochs.add(state!.epoch)
    for (const [id, slot] of state!.entities.slots) {
      const cm = state!.entities.cm[slot]!
      if (cm < (seen.get(id) ?? 0)) backwards.push(id)
      if (!seen.has(id)) firstSeenAtCm.set(id, cm)
      seen.set(id, cm)
    }
  }
  const race = gateway.races.get(runId)!
  const all = await race.log(1, 1_000_000)
  const { state, playout } = race
  await gateway.close()
  return {
    ...{ simulation, log: all, state: state!, playout: playout!, backwards, firstSeenAtCm, epochs },
    logged: log.lines.filter(({ level }) => level !== 'info'),
  }
}

const facts = (state: RaceState) => [...state.facts.values()].sort((a, b) => a.id - b.id)
const finishes = (log: LogEntry[]) => log.filter((entry) => entry.kind === 'finish')

/** What a race has to look like beside its plan, whichever polls saw it. */
function expectPlan(
  { simulation, log, state, playout, backwards, firstSeenAtCm, logged }: Outcome,
  on: Course,
) {
  const { plans } = simulation
  expect(logged).toEqual([])
  expect(backwards).toEqual([])
  expect([...firstSeenAtCm]).toEqual(plans.map((_, i) => [i + 1, 0]))
  expect(new CourseLine(on).pointAt(0)).toEqual(on.start)
  expect(log.map(({ n }) => n)).toEqual(log.map((_, i) => i + 1))

  const planned = plans.flatMap(({ finishMs }, i) => (finishMs === null ? [] : [[i + 1, finishMs]]))
  expect(
    finishes(log)
      .map((entry) => ('id' in entry ? [entry.id, entry.t] : []))
      .sort(byId),
  ).toEqual(planned.sort(byId))
  const line = new CourseLine(on)
  for (const [id] of planned) {
    const slot = state.entities.slots.get(id!)!
    expect(state.entities.cm[slot]).toBe(on.lengthCm)
    expect(line.pointAt(state.entities.cm[slot]!)).toEqual(on.finish)
  }
  for (const fact of state.facts.values()) {
    const plan = plans[fact.id - 1]!
    expect(fact.start).toBe(plan.gunMs)
    expectVisits(fact.visits ?? [], plan, on)
    fact.splits?.forEach((t, i) => {
      expect(Math.abs(t! - plan.timeAtCm((i + 1) * 100_000)!)).toBeLessThanOrEqual(50)
    })
  }
  const end = Math.max(...plans.map(({ endMs }) => endMs)) + 1000
  for (const raceMs of [end, end - 30_000]) {
    const board = boardAt(state, playout, on.lengthCm, raceMs)
    expect(board.map(({ position }) => position)).toEqual(plans.map((_, i) => i + 1))
    expect(new Set(board.map(({ entry }) => entry.id)).size).toBe(plans.length)
  }
}

const byId = (a: (number | null)[], b: (number | null)[]) => a[0]! - b[0]!

type Plan = Simulation['plans'][number]
function expectVisits(
  visits: readonly (readonly [number, number | null])[],
  plan: Plan,
  { fenceIntervals }: Course,
) {
  const expected = fenceIntervals
    .map(({ fromCm, toCm }) => [plan.timeAtCm(fromCm), plan.timeAtCm(toCm)] as const)
    .filter(([from]) => from !== null)
  expect(visits).toHaveLength(expected.length)
  visits.forEach(([from, to], i) => {
    const [plannedFrom, plannedTo] = expected[i]!
    expect(Math.abs(from - plannedFrom!)).toBeLessThanOrEqual(50)
    if (plannedTo === null) expect(to).toBeNull()
    else expect(Math.abs(to! - plannedTo)).toBeLessThanOrEqual(50)
  })
}

describe('a whole simulated race', () => {
  let whole: Promise<Outcome> | undefined
  const once = () => {
    whole ??= run()
    return whole
  }

  it('comes out as planned: starts, splits, visits to the fence, finishes, ranks', {
    timeout: 60_000,
  }, async () => {
    const outcome = await once()
    expect(course.fenceIntervals.length).toBeGreaterThan(0)
    expectPlan(outcome, course)
    expect(outcome.state.seq).toBeGreaterThan(500)
  })

  it('comes out the same when every third poll is left out', { timeout: 60_000 }, async () => {
    const outcome = await run({ skips: (tick) => tick % 3 === 2 })
    expectPlan(outcome, course)
    const reference = await once()
    expect(facts(outcome.state)).toEqual(facts(reference.state))
    expect(outcome.log).toEqual(reference.log)
  })

  it('goes on after a crash where it stood, and logs the same', { timeout: 60_000 }, async () => {
    const outcome = await run({ killedAt: 450, downFor: 45 })
    expectPlan(outcome, course)
    const reference = await once()
    expect(facts(outcome.state)).toEqual(facts(reference.state))
    expect(outcome.log).toEqual(reference.log)
    expect(outcome.state.entities.hash).toBe(reference.state.entities.hash)
    expect(outcome.epochs.size).toBe(1)
  })

  it('with noise, drop-outs, wandering, waves and retirements does not depend on the polls either', {
    timeout: 60_000,
  }, async () => {
    const reality = {
      gpsNoiseM: 3,
      dropoutRatio: 0.3,
      wanderRatio: 0.1,
      waves: 3,
      waveGapS: 20,
      dnfRatio: 0.1,
    }
    const options: Options = { competitors: 40, request: { ...reality, slowest: 160 } }
    const outcome = await run({ ...options, skips: (tick) => tick % 3 === 2, killedAt: 300, downFor: 20 })
    const reference = await run(options)
    const { plans } = reference.simulation
    expect(plans.some(({ dnfMs }) => dnfMs !== null)).toBe(true)
    expect(reference.backwards).toEqual([])
    expect(outcome.backwards).toEqual([])
    const planned = plans.flatMap(({ finishMs }, i) => (finishMs === null ? [] : [[i + 1, finishMs]]))
    const logged = finishes(reference.log).map((entry) => ('id' in entry ? [entry.id, entry.t] : []))
    expect(logged.sort(byId)).toEqual(planned.sort(byId))
    expect(facts(outcome.state)).toEqual(facts(reference.state))
    expect(outcome.log).toEqual(reference.log)
    expect(outcome.state.entities.hash).toBe(reference.state.entities.hash)
  })
})
