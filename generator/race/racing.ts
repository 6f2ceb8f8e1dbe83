import type { RaceRecord } from '@racecast/pinot/events'
import type { Clock } from '../clock.ts'
import { Problem } from '../problems.ts'
import { serially } from '../tick/serial.ts'
import type { Command } from './commands.ts'
import { type Field, fieldOf, type RaceOrder } from './creation.ts'
import { isHeldIn, sinkHeldIn } from './held-sink.ts'
import type { GeneratorPorts, Log } from './ports.ts'
import { createRaces, type Races } from './races.ts'
import { recoverRaces } from './recovery.ts'
import { createSinkWatch, standingBy } from './sink-watch.ts'

export interface RacingOptions {
  clock: Clock
  log: Log
  /** How far back seconds that could not be sent are made up for, ms; finishes always are. */
  backlogMs?: number
  /** Who is in a race that is to be made: as `fieldOf`, elsewhere than in the thread that publishes. */
  field?: (order: RaceOrder) => Promise<Field>
}

/**
 * A start waits so long for the lease's first answer, ms. Kafka gives none for up to six seconds after a producer was
 * killed; whoever asks this process meanwhile is better answered that it is not ready than not at all.
 */
const LEASE_PATIENCE_MS = 2000

/**
 * Produces races as long as this process holds the sink's lease. Each time it gains that it reads the races anew, since
 * another generator may have made, commanded and finished races meanwhile; when it loses it, it forgets them.
 */
export function createRacing(
  ports: GeneratorPorts,
  { clock, log, backlogMs = 120_000, field = async (order) => fieldOf(order) }: RacingOptions,
) {
  const lease = ports.sink.lease()
  const watch = createSinkWatch(log)
  const inTurn = serially()
  let held: { term: number; races: Races; caughtUp: boolean } | null = null
  let wanted: number | null = null
  /** By how much the time of races is ahead of the machine's clock, as it was logged last, ms. */
  let aheadMs = 0
  let pumping: Promise<void> | null = null

  /** The races, if they were taken up under the lease as it is held now. */
  function current(): Races | null {
    if (held && !isHeldIn(lease.state(), held.term)) {
      log.warn({ lease: lease.state() }, 'lease is lost')
      held = null
    }
    return held?.races ?? null
  }

  async function takeUp(): Promise<void> {
    const state = lease.state()
    if (current() || state.name !== 'held') return
    const { term } = state
    const sink = sinkHeldIn(term, ports.sink, lease)
    const found = await recoverRaces(ports, backlogMs, log)
    const races = createRaces({ ...ports, sink, clock, log, backlogMs, field, watch, inTurn, found })
    held = { term, races, caughtUp: false }
    watch.answered()
    log.info({ races: found.records.length, active: found.active.length }, 'producing')
  }

  async function pump(): Promise<void> {
    for (let done: number | null = null; done !== wanted; ) {
      const second: number | null = wanted
      await watch.attempting(async () => {
        await inTurn(takeUp)
        const races = current()
        keepUp(races)
        await races?.publish(() => wanted ?? 0)
        if (held && held.races === races) held.caughtUp = true
      })
      done = second
    }
  }

  /** Has the clock go on with the races that are under way. */
  function keepUp(races: Races | null): void {
    const ahead = clock.keepUpWith(races?.happened() ?? { underWay: null, over: null })
    if (ahead === aheadMs) return
    aheadMs = ahead
    if (ahead > 0) log.warn({ aheadMs }, 'the clock was set back: races under way go on by the time before')
    else log.info({}, 'races go by the clock of the machine again')
  }

  /** Publishes everything up to a whole second (epoch ms); resolves when done, or when the sink is down. */
  function tick(second: number): Promise<void> {
    wanted = second
    pumping ??= pump().finally(() => {
      pumping = null
    })
    return pumping
  }

  /** Throws `Problem` where this process has no races to answer with. */
  function needRaces(): Races {
    const races = current()
    if (races) return races
    const state = lease.state()
    if (state.name === 'elsewhere') throw standingBy()
    // Not as where a send was tried: whoever reads this knows that nothing of what they ordered can have been stored.
    if (state.name === 'unknown' && state.reason)
      throw new Problem(
        'not-ready',
        `${state.reason.message}; nothing was done, try again`,
        undefined,
        state.reason,
      )
    throw new Problem('not-ready', 'the races are still being read; try again in a second')
  }

  const stopListening = lease.onChange(() => {
    const state = lease.state()
    log.info({ lease: state }, state.name === 'held' ? 'lease is gained' : 'another produces, or nobody can')
    // Not only at the next second: viewers wait for what was missed.
    if (state.name === 'held' && wanted !== null) void tick(wanted)
  })

  return {
    /** Takes up the races of before if the lease is to be had; otherwise, or if the sink is down, the ticks go on trying. */
    async start(): Promise<void> {
      let cancel = () => {}
      const late = new Promise<void>((done) => {
        cancel = clock.schedule(LEASE_PATIENCE_MS, done)
      })
      await Promise.race([lease.asked(), late])
      cancel()
      await watch.attempting(() => inTurn(takeUp))
    },
    tick,
    /** See Races; each throws `standing-by` or `not-ready` while there are none. */
    previewOrder: (body: unknown): RaceOrder => needRaces().previewOrder(body),
    create: async (body: unknown): Promise<RaceRecord> => needRaces().create(body),
    command: async (race: string, command: Command): Promise<RaceRecord> =>
      needRaces().command(race, command),
    correctGun: async (race: string, body: unknown) => needRaces().correctGun(race, body),
    remove: async (race: string, body: unknown): Promise<void> => needRaces().remove(race, body),
    setVisibility: async (race: string, body: unknown) => needRaces().setVisibility(race, body),
    setStanding: async (race: string, bib: string, body: unknown) => needRaces().setStanding(race, bib, body),
    ruleFinish: async (race: string, bib: string, body: unknown) => needRaces().ruleFinish(race, bib, body),
    records: (): RaceRecord[] => needRaces().records(),
    find: (runIdOrSlug: string): RaceRecord => needRaces().find(runIdOrSlug),
    /** Resolves when the sink answers and all races were taken up; rejects otherwise. */
    async ready(): Promise<void> {
      needRaces()
      await watch.answering(() => inTurn(() => ports.sink.races()))
    },
    counts: () => ({
      ...(current()?.counts() ?? { active: 0, over: 0 }),
      sinkIsDown: watch.isDown(),
      /** Whether what nobody published before this process took up the races has been made up for: who is in, is known. */
      caughtUp: current() !== null && held!.caughtUp,
      lease: lease.state().name,
      /** By how much the time of races is ahead of this machine's clock, ms. */
      aheadMs,
    }),
    /** To be called after the last tick; resolves when nothing is being sent any more. */
    async end(): Promise<void> {
      stopListening()
      await pumping
      await inTurn(async () => {})
    },
  }
}

export type Racing = ReturnType<typeof createRacing>
