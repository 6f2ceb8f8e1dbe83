import { type Static, Type } from 'typebox'
import { EpochMs } from './epoch-ms.ts'

/**
 * What race control has decided of somebody's finish: what was measured at `until` was none (a bag carrier, a chip in a car, a runner
 * who walked back over the line), and neither was anything before.
 */
export const Ruling = Type.Object({
  competitorId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  /** When that was decided, epoch ms. */
  at: EpochMs,
  /** Crossings of the finish count that were measured later, epoch ms. */
  until: EpochMs,
})
export type Ruling = Static<typeof Ruling>

/** What was decided of the finish of `id`; undefined where nothing was. */
export const rulingOf = (race: { readonly rulings?: readonly Ruling[] }, id: number): Ruling | undefined =>
  race.rulings?.find(({ competitorId }) => competitorId === id)
