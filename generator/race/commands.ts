import type { RaceRecord } from '@racecast/pinot/events'
import { Problem } from '../problems.ts'
import { finished, isOver, paused, resumed, withGun } from './record.ts'

export const COMMANDS = ['start', 'pause', 'resume', 'stop', 'official'] as const
export type Command = (typeof COMMANDS)[number]

/** The record after a command that takes effect at `at`, a whole second to come. Throws `wrong-state`. */
export function commanded(race: RaceRecord, command: Command, at: number): RaceRecord {
  const wrong = (remedy: string) => new Problem('wrong-state', `${race.slug} is ${race.status}; ${remedy}`)
  if (command === 'start') {
    if (race.status !== 'scheduled') throw wrong('only a race that waits for its gun can be started')
    // It starts as soon already: another start a moment later must not move the gun that the first one has set.
    if (race.startTime <= at) return race
    return withGun(race, at)
  }
  if (command === 'official') {
    if (race.status !== 'finished')
      throw wrong('only the results of a race that has finished become official')
    return { ...race, status: 'official' }
  }
  if (command === 'pause') {
    if (race.status !== 'started') throw wrong('only a race that has started can pause')
    return paused(race, at)
  }
  if (command === 'resume') {
    if (race.status !== 'paused') throw wrong('only a paused race can resume')
    return resumed(race, at)
  }
  if (isOver(race)) throw wrong('it is over already')
  return finished(race, at)
}
