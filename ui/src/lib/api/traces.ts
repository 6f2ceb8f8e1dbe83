import type { Traces } from '../race/follow/diagram.ts'
import { ask } from './client.ts'

/** Distance by time of the bibs, with commas between, and of both ends of the field. */
export function getTraces(race: string, bibs: string): Promise<Traces> {
  const query = bibs ? `?bibs=${encodeURIComponent(bibs)}` : ''
  return ask(`/api/races/${encodeURIComponent(race)}/traces${query}`)
}
