import type { Expected } from '@racecast/gateway/protocol'

/** Somebody who is followed. */
export interface DiagramTrace {
  bib: string
  /** As it is said: a name, or the bib. */
  who: string
  letter: string
  /** 0 to 5: --follow-0 and so on. */
  colour: number
  /** The gun of the own wave, race ms: from it their times are told. */
  gunMs: number
  /** cm from the start at each moment; null where that is not known. */
  cm: readonly (number | null)[]
  /** Where it is at the moment shown, cm; null where that is not known. */
  atCm: number | null
  /** Race ms; null while on the way. */
  finishMs: number | null
  /** When the finish is to come, as of the moment shown. */
  expected: Expected | null
}

/** All that the diagram shows, plain: whoever has it from wherever. */
export interface DiagramData {
  lengthCm: number
  /** Race ms of the first value of each trace, and between two. */
  fromMs: number
  everyMs: number
  traces: readonly DiagramTrace[]
  /** The ends of the field at the same moments, cm. */
  front: readonly (number | null)[]
  back: readonly (number | null)[]
  fences: readonly { fromCm: number; toCm: number }[]
  /** Where the course comes past my spot, cm; none without a spot. */
  passes: readonly number[]
  /** How much time is shown, race ms from 0. */
  spanMs: number
  /** Race ms that can be gone to. */
  range: { from: number; to: number }
}
