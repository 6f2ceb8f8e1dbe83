import { openCatalogue } from '@racecast/courses/catalogue'
import { CourseLine } from '@racecast/courses/line'
import { type Simulation, simulateRace } from '@racecast/generator/simulation'
import { describe, expect, it } from 'vitest'
import { Attention, type AttentionKind, attentionRules, Playout } from '../protocol/index.ts'
import { newEpoch } from './epoch.ts'
import { fold } from './fold.ts'
import { groundOf } from './marks.ts'
import { newMemory } from './memory.ts'

const gun = 1_760_000_000_000
const course = openCatalogue().get('crystal')!
const rules = attentionRules
/** The sweep is the last of the start list. */
const size = 150
const startList = `bib,name,role\n${Array.from({ length: size }, (_, i) => `${i + 1},Runner ${i + 1},${i + 1 === size ? 'sweep' : ''}\n`).join('')}`

/** Runs a race second by second as a screen sees it; calls `look` with what was listed at each. */
function watch(simulation: Simulation, look: (raceMs: number, listed: ReadonlySet<string>) => void): void {
  const { record, plans, rowsUpTo } = simulation
  const ground = groundOf(new CourseLine(course))
  const state = newEpoch(record, simulation.entries, 1)
  const playout = new Playout(ground.lengthCm, 1000, 8)
  const attention = new Attention()
  let memory = newMemory(course.hash)
  const end = Math.max(...plans.map(({ endMs }) => endMs))
  for (let raceMs = 0; raceMs <= end; raceMs += 1000) {
    const gaveUp = (id: number) => (plans[id - 1]!.dnfMs ?? Number.POSITIVE_INFINITY) <= raceMs
    const entries = simulation.entries.map((entry) =>
      gaveUp(entry.competitorId)
        ? { ...entry, standing: 'DNF' as const, updatedAt: gun + plans[entry.competitorId - 1]!.dnfMs! }
        : entry,
    )
    const lag = { pollStart: gun, pollEnd: gun, sentAt: gun }
    const folded = fold(state, memory, ground, { race: record, entries, rows: rowsUpTo(gun + raceMs), lag })
    if (folded) {
      state.apply(folded.delta)
      memory = folded.memory
      playout.takePositions(state.entities, folded.delta.positions)
    }
    attention.update({ state, playout, raceMs })
    look(raceMs, new Set(attention.items.map(({ id, kind }) => `${id} ${kind}`)))
  }
}

/** What the plan says of somebody at a moment: the kinds that are certain, and those that are certainly not. */
function truthOf({ plans, record }: Simulation, noiseM: number) {
  // Errors of a receiver: three swings of 0.82 sigma on each axis, and once more where they were matched along the line.
  const margin = 5 * noiseM
  const sweep = plans[size - 1]!
  return (id: number, raceMs: number): Partial<Record<AttentionKind, boolean>> => {
    const plan = plans[id - 1]!
    const { wander, stop } = plan
    if (plan.endMs <= raceMs || raceMs < 2000)
      return { lost: false, offCourse: false, stopped: false, overtaken: false }
    const found: Partial<Record<AttentionKind, boolean>> = {}
    found.lost = isSilent(plan, raceMs)
    // Where nothing is heard of somebody nobody can know the rest.
    if (isSilent(plan, raceMs) || isSilent(plan, raceMs - 1000)) return found
    const share = wander ? (raceMs - wander.fromMs) / (wander.toMs - wander.fromMs) : -1
    const aside = share > 0 && share < 1 ? wander!.peakM * Math.sin(Math.PI * share) ** 2 : 0
    if (aside > record.offCourseM + margin) found.offCourse = true
    if (aside < record.offCourseM - margin) found.offCourse = false
    if (stop && raceMs > stop.fromMs && raceMs < stop.toMs) found.stopped = true
    // Standing ends with 3 m of way, and not before.
    else if (!stop || raceMs < stop.fromMs || plan.positionCm(raceMs) > stop.atCm + 300 + margin * 100)
      found.stopped = false
    if (isSilent(sweep, raceMs) || isSilent(sweep, raceMs - 1000)) return found
    const behindCm = sweep.positionCm(raceMs) - plan.positionCm(raceMs)
    if (behindCm > rules.overtakenCm + 2 * margin * 100 + 1000) found.overtaken = true
    if (behindCm < -2 * margin * 100) found.overtaken = false
    return found
  }
}

const isSilent = ({ dropout }: Simulation['plans'][number], raceMs: number) =>
  dropout !== null && raceMs > dropout.fromMs && raceMs < dropout.toMs

/** After how long, ms, somebody has to be in the list of whom the plan says it all that time. */
const within = (kind: AttentionKind, noiseM: number): number =>
  ({
    lost: rules.lostIntervals * 1000,
    offCourse: rules.offCourseMs,
    // Less than 3 m in 8 s is standing; a receiver's errors may feign a few of them now and then.
    stopped: rules.stoppedInFenceMs + 8000 + (noiseM > 0 ? 20_000 : 0),
    overtaken: 0,
    notStarted: rules.notStartedMs,
  })[kind] + 1000

describe.each([0, 3])(
  'in a race with drop-outs, wanderers, long stops and a sweep, and errors of %d m',
  (gpsNoiseM) => {
    const request = {
      ...{ seed: 11, startList, fastest: 150, slowest: 260, stoppingRatio: 0.3, minPause: 20, maxPause: 500 },
      ...{ gpsNoiseM, dropoutRatio: 0.3, wanderRatio: 0.2, dnfRatio: 0.1 },
    }

    it('everybody who needs a person is in the list in time, and nobody who is fine for longer than a tick', () => {
      const simulation = simulateRace(request, course, gun)
      const truth = truthOf(simulation, gpsNoiseM)
      const kinds = ['lost', 'offCourse', 'stopped', 'overtaken'] as const
      const since = new Map<string, { holds: boolean | undefined; from: number }>()
      const late: string[] = []
      const wrong: string[] = []
      const dueOf = { lost: new Set(), offCourse: new Set(), stopped: new Set(), overtaken: new Set() }
      watch(simulation, (raceMs, listed) => {
        for (let id = 1; id < size; id++) {
          const now = truth(id, raceMs)
          for (const kind of kinds) {
            const key = `${id} ${kind}`
            const held = since.get(key)
            const from = held && held.holds === now[kind] ? held.from : raceMs
            since.set(key, { holds: now[kind], from })
            const lasts = raceMs - from
            const isListed = listed.has(key)
            if (now[kind] === true && lasts > within(kind, gpsNoiseM)) {
              dueOf[kind].add(id)
              if (!isListed) late.push(`${key} at ${raceMs}, for ${lasts}`)
            }
            if (now[kind] === false && lasts > 1000 && isListed)
              wrong.push(`${key} at ${raceMs}, fine for ${lasts}`)
          }
        }
      })
      expect({ late, wrong }).toEqual({ late: [], wrong: [] })
      // The race is one in which each of it happens.
      for (const kind of kinds) expect(dueOf[kind].size, kind).toBeGreaterThan(5)
    })
  },
)
