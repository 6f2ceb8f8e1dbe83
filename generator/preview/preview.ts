import type { EntryRecord, ExpectedFinish, RacePreview } from '@racecast/pinot/events'
import { wallTimeAt } from '@racecast/pinot/events'
import type { NewRace } from '../race/creation.ts'
import { planClock } from '../race/record.ts'

/** The plan says everything that will happen: all that is needed is to look. */
export function previewOf(
  { race, entries }: Pick<NewRace, 'race' | 'entries'>,
  lengthCm: number,
): RacePreview {
  const { record, plans } = race
  const clock = planClock(record)
  const expected = (i: number | null): ExpectedFinish | null => {
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
