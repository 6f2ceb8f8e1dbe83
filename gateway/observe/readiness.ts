import type { PositionStore } from '@racecast/pinot/ports'
import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import type { LiveRaces, PollStatus } from '../replica/live-race.ts'

export interface ReadinessOptions {
  store: PositionStore
  bus: Bus
  races: LiveRaces
  clock: Clock
}

/** So long may the store and the bus take to answer, ms. */
const within = 2000
/** So many polls may fail in a row before it counts. */
const failuresAllowed = 3

/** Why this gateway should get no viewers now; empty if it should. */
export async function reasonsNotReady({ store, bus, races, clock }: ReadinessOptions): Promise<string[]> {
  const checks = [
    explained('store', withDeadline(clock, store.ping())),
    explained('bus', withDeadline(clock, bus.checkpoint('00000000-0000-4000-8000-000000000000'))),
  ]
  const polls = races
    .status()
    .filter(({ failures }) => failures >= failuresAllowed)
    .map((poll) => pollTrouble(poll, isForAll(races, poll), clock.now()))
  return [...(await Promise.all(checks)), ...polls].filter((reason) => reason !== null)
}

/** Whether everybody may know that there is this race: who asks shows nothing. */
const isForAll = (races: LiveRaces, { runId }: PollStatus) => races.get(runId)?.isPrivate === false

/** In words for whoever is on call: what, since when, and what happens meanwhile. */
function pollTrouble(
  { runId, failures, error, downSince }: PollStatus,
  isNamed: boolean,
  now: number,
): string {
  const race = isNamed ? `race ${runId}` : 'a race that is named in the log'
  const last = (mark: ',' | ';') => (isNamed ? `${mark} last: ${error}` : '')
  if (downSince === null) return `poll: ${race} failed ${failures} times${last(',')}`
  const forS = Math.max(0, Math.round((now - downSince) / 1000))
  return (
    `poll: the store has not answered for ${race} for ${forS} s, since ${new Date(downSince).toISOString()}; ` +
    `it is asked again every 5 s at most, positions stand still meanwhile${last(';')}`
  )
}

async function explained(name: string, work: Promise<unknown>): Promise<string | null> {
  try {
    await work
    return null
  } catch (error) {
    return `${name}: ${(error as Error).message}`
  }
}

function withDeadline(clock: Clock, work: Promise<unknown>): Promise<unknown> {
  const { promise, reject } = Promise.withResolvers<never>()
  const cancel = clock.schedule(within, () => reject(new Error(`no answer within ${within} ms`)))
  return Promise.race([work, promise]).finally(cancel)
}
