import type { EntryRecord } from '@racecast/pinot/events'
import { wallTimeAt } from '@racecast/pinot/events'
import type { NewRace } from '../race/creation.ts'
import { planClock } from '../race/record.ts'

/** When somebody will be in: net of the own gun, and on the clock. */
interface Expected {
  bib: string
  name: string
  /** Net, ms. */
  raceTimeMs: number
  /** Epoch ms. */
  at: number
}

/** What a race will be like. */
export interface Preview {
  slug: string
  course: string
  lengthCm: number
  /** Epoch ms. */
  startTime: number
  competitors: number
  fastest: Expected | null
  slowest: Expected | null
  /** When the last of all is in or has given up, epoch ms. */
  lastInAt: number
  /** How many stop in the fence, give up, lose their signal for a while, leave the course for a while. */
  stopping: number
  givingUp: number
  withDropouts: number
  wandering: number
  waves: { wave: string; startTime: number; entries: number }[]
}

/** The plan says everything that will happen: all that is needed is to look. */
export function previewOf({ race, entries }: Pick<NewRace, 'race' | 'entries'>, lengthCm: number): Preview {
  const { record, plans } = race
  const clock = planClock(record)
  const expected = (i: number | null): Expected | null => {
    if (i === null) return null
    const { finishMs, gunMs } = plans[i]!
    const { bib, name, anonymous } = entries[i]!
    return {
      bib,
      name: anonymous ? '' : name,
      raceTimeMs: finishMs! - gunMs,
      at: wallTimeAt(clock, finishMs!),
    }
  }
  let [first, last]: [number | null, number | null] = [null, null]
  const net = (i: number) => plans[i]!.finishMs! - plans[i]!.gunMs
  for (const [i, { finishMs }] of plans.entries()) {
    if (finishMs === null || entries[i]!.role !== 'competitor') continue
    if (first === null || net(i) < net(first)) first = i
    if (last === null || net(i) > net(last)) last = i
  }
  const count = (holds: (plan: (typeof plans)[number]) => unknown) => plans.filter(holds).length
  const inWave = (wave: string) => entries.filter((entry: EntryRecord) => entry.wave === wave).length
  return {
    ...{ slug: record.slug, course: record.course, lengthCm, startTime: record.startTime },
    ...{ competitors: plans.length, fastest: expected(first), slowest: expected(last) },
    lastInAt: wallTimeAt(
      clock,
      plans.reduce((end, { endMs }) => Math.max(end, endMs), 0),
    ),
    stopping: count(({ stop }) => stop),
    givingUp: count(({ dnfMs }) => dnfMs !== null),
    withDropouts: count(({ dropout }) => dropout),
    wandering: count(({ wander }) => wander),
    waves: record.waves.map(({ wave, startTime }) => ({ wave, startTime, entries: inWave(wave) })),
  }
}
