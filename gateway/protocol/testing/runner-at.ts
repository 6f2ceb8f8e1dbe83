import type { Course } from '@racecast/courses'
import type { Simulation } from '@racecast/generator/simulation'
import type { BoardRow } from '../board-row.ts'
import type { Facts, RosterEntry } from '../messages.ts'
import { smoothed, velocityOf } from '../motion.ts'

type Plan = Simulation['plans'][number]

/** What a screen knows at `raceMs` of a runner with this plan: its row of the board and its facts. */
export function runnerAt(plan: Plan, course: Course, entry: RosterEntry, raceMs: number) {
  const cm = plan.positionCm(raceMs)
  const passed = (at: number) => {
    const t = plan.timeAtCm(at)
    return t !== null && t <= raceMs ? Math.round(t) : null
  }
  const facts: Facts = { id: entry.id, start: 0, splits: [], visits: [] }
  for (let km = 1; km * 100_000 < cm; km++) facts.splits!.push(passed(km * 100_000))
  for (const { fromCm, toCm } of course.fenceIntervals) {
    const into = passed(fromCm)
    if (into !== null) facts.visits!.push([into, passed(toCm)])
  }
  const row: BoardRow = {
    position: 1,
    entry,
    slot: 0,
    cm,
    toGoCm: course.lengthCm - cm,
    raceMs,
    placedMs: raceMs,
    averagePace: cm >= 100 ? (raceMs * 100) / cm : null,
    currentPace: currentPace(plan, raceMs),
    gapMs: null,
    finished: plan.finishMs !== null && plan.finishMs <= raceMs,
    fenceSince: null,
    fenceMs: 0,
    certainty: 'known',
    ageMs: 0,
  }
  return { row, facts }
}

/** As the fold smooths it, from a fix a second. */
function currentPace(plan: Plan, raceMs: number): number | null {
  let speed = 0
  let velocity = 0
  for (let t = Math.max(1000, raceMs - 60_000); t <= raceMs; t += 1000) {
    const leg = { fromMs: t - 1000, fromCm: plan.positionCm(t - 1000), toMs: t, toCm: plan.positionCm(t) }
    velocity = velocityOf(leg)
    speed = speed === 0 ? velocity : smoothed(speed, velocity, 1000)
  }
  const stands = plan.stop !== null && plan.stop.fromMs + 5000 <= raceMs && raceMs < plan.stop.toMs
  return stands || speed < 280 ? null : 1e6 / speed
}
