import { CreateRace, PlanParameters } from '@racecast/pinot/events'
import { type Static, Type } from 'typebox'
import { type FieldError, invalid } from '../problems.ts'

/** CreateRace, and nothing that it does not know: a misspelt field would quietly become a default. */
export const RaceOrder = Type.Evaluate(CreateRace, { additionalProperties: false })
export type RaceOrder = Static<typeof CreateRace>

type Bound = 'fastest' | 'slowest' | 'minPause' | 'maxPause'

/** Throws `invalid-request` for an order whose fields are each right but contradict each other. */
export function checkOrder(order: RaceOrder): void {
  const value = (name: Bound) =>
    order[name] ?? (PlanParameters.properties[name] as { default?: number }).default!
  const errors: FieldError[] = []
  const inOrder = (low: Bound, high: Bound, remedy: string) => {
    if (value(low) <= value(high)) return
    errors.push({
      field: order[low] === undefined ? high : low,
      value: order[low] ?? order[high],
      message: `${low} is ${value(low)} and ${high} is ${value(high)}`,
      remedy,
    })
  }
  inOrder('fastest', 'slowest', 'give fastest at most what slowest is, both in s/km')
  inOrder('minPause', 'maxPause', 'give minPause at most what maxPause is, both in s')
  const [first, ...others] = errors
  if (first) throw invalid([first, ...others])
}
