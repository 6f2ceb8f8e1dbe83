import { UnitChoice } from '../format/unit-choice.svelte.ts'
import { Follows } from './follow/follows.svelte.ts'
import { Spot } from './spot/spot.svelte.ts'

/** Whoever looks at a race: whom they follow, where they stand, what they measure in, and whether they want to be asked. */
export class Spectator {
  readonly follows: Follows
  readonly spot: Spot
  readonly units: UnitChoice
  /** Has said to be here for nobody in particular. */
  onlyWatching = $state(false)

  /** @param save takes over changes of the address's parameters; null takes one out */
  constructor(
    parameters: Pick<URLSearchParams, 'get'>,
    save: (changes: Record<string, string | null>) => void,
  ) {
    this.follows = new Follows(parameters.get('follow'), (follow) => save({ follow }))
    this.spot = new Spot(parameters.get('spot'), (spot) => save({ spot }))
    this.units = new UnitChoice(parameters.get('units'))
  }

  /** Nobody is followed yet, and the question is open. */
  get isAsked(): boolean {
    return !this.onlyWatching && !this.follows.any
  }
}
