import type { DiagramData } from './diagram-data.ts'
import { passageAt } from './trace-path.ts'

/** When who is followed came by at each of some places, race ms: by bib, then by cm from the start. */
export type Passages = ReadonlyMap<string, ReadonlyMap<number, number>>

/** What the lines of a diagram say of the places that are watched. */
export function passagesOf({
  traces,
  passes,
  fromMs,
  everyMs,
}: Pick<DiagramData, 'traces' | 'passes' | 'fromMs' | 'everyMs'>): Passages {
  return new Map(
    traces.map(({ bib, cm }) => {
      const known = passes.flatMap((at): [number, number][] => {
        const ms = passageAt({ fromMs, everyMs, cm }, at)
        return ms === null ? [] : [[at, ms]]
      })
      return [bib, new Map(known)]
    }),
  )
}
