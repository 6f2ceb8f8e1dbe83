import type { Course } from '@racecast/courses'
import { forecastOf, stopHabitAt, waveGunMs } from '@racecast/gateway/protocol'
import type { DiagramData, DiagramTrace } from '../../diagram/diagram-data.ts'
import { nameOf } from '../../words/name.ts'
import { isOver, type Picture } from '../picture.ts'
import { bridgedTrace } from './bridged-trace.ts'
import { type FollowList, letterOf } from './follow-list.ts'

/** What `/api/races/RACE/traces` answers. */
export interface Traces {
  everyMs: number
  fromMs: number
  front: (number | null)[]
  back: (number | null)[]
  traces: { bib: string; cm: (number | null)[] }[]
  /** The race is over and all of it is there. */
  complete: boolean
}

/** What a diagram of the followed shows at the moment of `picture`. */
export function diagramOf(
  traces: Traces,
  picture: Pick<Picture, 'race' | 'raceMs' | 'board' | 'facts'>,
  course: Pick<Course, 'lengthCm' | 'fenceIntervals'>,
  follows: FollowList,
  passes: readonly number[],
  range: DiagramData['range'],
): DiagramData {
  const byBib = new Map(traces.traces.map(({ bib, cm }) => [bib, cm]))
  const lines = follows.flatMap((bib, colour): DiagramTrace[] => {
    const row = bib === null ? undefined : picture.board.find(({ entry }) => entry.bib === bib)
    if (bib === null || !row) return []
    const facts = picture.facts.get(row.entry.id)
    return [
      {
        ...{ bib, colour, who: nameOf(row.entry), letter: letterOf(colour) },
        cm: bridgedTrace(byBib.get(bib) ?? [], traces, facts, course.lengthCm),
        gunMs: waveGunMs(picture.race, row.entry.wave),
        atCm: row.cm,
        finishMs: facts?.finish ?? null,
        expected: isOver(picture)
          ? null
          : (forecastOf(picture.race, course, row, facts, stopHabitAt(picture, course))?.at(
              course.lengthCm,
            ) ?? null),
      },
    ]
  })
  const ends = lines.map(({ finishMs, expected }) => finishMs ?? expected?.late ?? 0)
  return {
    ...{ lengthCm: course.lengthCm, fromMs: traces.fromMs, everyMs: traces.everyMs, traces: lines },
    ...{ front: traces.front, back: traces.back, fences: course.fenceIntervals, passes, range },
    spanMs: Math.max(60_000, range.to, ...ends) * 1.03,
  }
}
