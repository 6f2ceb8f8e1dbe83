import type { FastifyRequest } from 'fastify'
import type { Access } from '../../access/access.ts'
import { granted } from '../../access/access-problem.ts'
import { guarded } from '../../access/guarded-race.ts'
import type { LiveRace, LiveRaces } from '../../replica/live-race.ts'
import { findRace } from '../race/find-race.ts'

export interface Looking {
  access: Pick<Access, 'mayWatch'>
  races: Pick<LiveRaces, 'get'>
}

/**
 * The race of the address, as it may be seen now by who asks; null where there is none in it. Throws where it may not: without a
 * key it is as if there were no such race, word for word.
 */
export function seenRace({ params, grant }: FastifyRequest, { access, races }: Looking): LiveRace | null {
  const { race: name } = (params ?? {}) as { race?: string }
  if (name === undefined) return null
  return findRace({ get }, name)

  function get(race: string): LiveRace | undefined {
    const found = races.get(race)
    if (!found) return undefined
    const answer = access.mayWatch(grant, guarded(found))
    if (answer !== true && answer.code === 'race-not-found') return undefined
    granted(answer)
    return found
  }
}
