import { StoreUnavailable } from '@racecast/pinot/ports'
import type { GeneratorAnswer } from '../../access/generator.ts'
import { BusUnavailable } from '../../bus/bus.ts'
import { Problem } from '../../problems.ts'
import type { LiveRace } from '../../replica/live-race.ts'
import type { RestContext } from '../context.ts'

/** How long a change may take until it shows here, and how often is looked, ms. */
const visibleWithin = 10_000
const lookEvery = 100
const inAWhile = 'GET /api/races will show it in a while.'
/** Of what may need the history of the race. */
export const onceWorkedOut =
  'It need not be ordered again: the race may have to be worked out anew from its history for it, which of a large one takes minutes, and goes on without it until then. The health at race control says so while it lasts.'

/** What is asked of the generator, and waited for until it shows here. */
export function generatorOrders({
  races,
  clock,
  generator,
}: Pick<RestContext, 'races' | 'clock' | 'generator'>) {
  async function order(path: string, body?: unknown): Promise<unknown> {
    if (!generator)
      throw new Problem(
        'generator-unreachable',
        'None is configured; set GENERATOR_URL and start the gateway again.',
        { isUndone: true },
      )
    return accepted(await generator.post(path, body))
  }

  /**
   * Whether the store's list of races could be read anew and the other gateways told of it. Where not, what was ordered is stored
   * all the same: who ordered it is not to hear that nothing was done.
   */
  async function looked(): Promise<boolean> {
    try {
      await races.refresh()
      return true
    } catch (error) {
      if (error instanceof StoreUnavailable || error instanceof BusUnavailable) return false
      throw error
    }
  }

  /** Waits until `shows` holds of what the store's list of races says. @param whenLater what to say of it where that takes longer */
  async function visible(
    runId: string,
    shows: (race: LiveRace) => boolean,
    whenLater = inAWhile,
  ): Promise<LiveRace> {
    const giveUpAt = clock.elapsed() + visibleWithin
    for (;;) {
      const race = (await looked()) ? races.get(runId) : undefined
      if (race && shows(race)) return race
      if (clock.elapsed() >= giveUpAt)
        throw new Problem('race-not-visible', `It is stored. ${whenLater}`, {
          members: { runId },
          headers: { 'retry-after': '2' },
        })
      await new Promise<void>((done) => clock.schedule(lookEvery, done))
    }
  }

  /** Waits until a race that was deleted does not show any more. */
  async function gone(runId: string): Promise<void> {
    const giveUpAt = clock.elapsed() + visibleWithin
    for (;;) {
      const isGone = (await looked()) && !races.get(runId)
      if (isGone || clock.elapsed() >= giveUpAt) return
      await new Promise<void>((done) => clock.schedule(lookEvery, done))
    }
  }

  return { order, visible, gone }
}

/** What the generator accepted; what it refused goes on to who asked, in its own words. */
function accepted({ status, body }: GeneratorAnswer): unknown {
  if (status >= 200 && status < 300) return body
  const said = (body ?? {}) as Record<string, unknown>
  const detail = typeof said.detail === 'string' ? said.detail : `It answered ${status}.`
  if (status >= 400 && status < 500 && status !== 401) {
    const own = ['type', 'title', 'errors'].filter((name) => said[name] !== undefined)
    const members = Object.fromEntries(own.map((name) => [name, said[name]]))
    throw new Problem('invalid-request', detail, { status, members })
  }
  if (status === 401)
    throw new Problem(
      'generator-failed',
      'It does not accept this CONTROL_TOKEN; start both with the same one.',
    )
  const isUndone = ['standing-by', 'not-ready'].some((name) => String(said.type).endsWith(`:${name}`))
  throw new Problem(
    'generator-failed',
    detail,
    status === 503 ? { status: 503, ...(isUndone && { isUndone }) } : {},
  )
}
