import assert from 'node:assert/strict'
import { CourseLine } from '@racecast/courses/line'
import type { Bus, BusListener } from '../../bus/bus.ts'
import type { Clock } from '../../clock.ts'
import { straightCourse } from '../../fixtures/course.ts'
import { raceInfo, rosterEntry } from '../../fixtures/race.ts'
import { type LogEntry, noPassageMs, type Position, type RaceInfo, RaceState } from '../../protocol/index.ts'
import { Replica } from '../../replica/replica.ts'
import type { Chance } from './chance.ts'
import { FuzzedPoller } from './fuzzed-poller.ts'

const line = new CourseLine(straightCourse)

/**
 * A race in which anything can happen, on a bus: two pollers that take turns, of whom the one that has lost its lease may not
 * know of it, and a gateway's replica, which may hear nothing for a while.
 */
export class FuzzedRace {
  readonly info: RaceInfo
  replica: Replica
  readonly #chance: Chance
  readonly #bus: Bus
  readonly #clock: Clock
  #poller: FuzzedPoller
  #stale: FuzzedPoller
  #listener!: BusListener
  #isDeaf = false

  constructor(chance: Chance, slug: string, size: number, bus: Bus, clock: Clock) {
    this.#chance = chance
    this.#clock = clock
    this.info = { ...raceInfo, course: straightCourse.shortName, runId: `run-of-${slug}`, slug }
    const [first, second] = [1, 2].map(() => new FuzzedPoller(bus, chance, this.info, size))
    this.#poller = first!
    this.#stale = second!
    this.#bus = {
      ...bus,
      subscribe: (runId, listener) => {
        this.#listener = listener
        const ifHeard: BusListener = {
          published: (message) => this.#isDeaf || listener.published(message),
          interrupted: () => listener.interrupted(),
        }
        return bus.subscribe(runId, ifHeard)
      },
    }
    this.replica = this.#newReplica()
  }

  get state(): RaceState | null {
    return this.replica.state
  }

  async begin(): Promise<void> {
    await this.#poller.takeOver()
    if (this.#chance.random() < 0.7) await this.newEpoch()
  }

  async newEpoch(): Promise<void> {
    assert.equal(await this.#poller.newEpoch(), true)
  }

  /** A second goes by: many have a fix, as predicted or not, on the course or off it. */
  async second(): Promise<void> {
    const poller = this.#poller
    if (!poller.state) return
    assert.equal(await poller.tick(this.#chance.some(this.#ids, 0.7)), true)
    if (this.#chance.random() < 0.3) await this.#unexpected()
  }

  /** The other poller gets the lease, and this one goes on as if nothing had happened, once. */
  async changePoller(): Promise<void> {
    const before = this.#poller
    await before.loseLease()
    this.#poller = this.#stale
    this.#stale = before
    await this.#poller.takeOver()
    if (!before.state) return
    const speaks = () => (this.#chance.random() < 0.5 ? before.newEpoch() : before.tick([]))
    if (this.#chance.random() < 0.5) await this.second()
    // It is heard by nobody and changes nothing: the fence is lower than that of the newest lease.
    assert.equal(await speaks(), false, 'who has lost the lease was heard')
  }

  /** The gateway hears nothing of the race from now on, or again. */
  deafen(isDeaf: boolean): void {
    if (this.#isDeaf && !isDeaf) {
      this.#isDeaf = false
      this.#listener.interrupted()
    } else this.#isDeaf = isDeaf
  }

  /** Another process serves it: what changed before is no longer told apart. */
  async restart(): Promise<void> {
    this.#isDeaf = false
    this.replica.close()
    this.replica = this.#newReplica()
    await this.replica.load()
  }

  /** The checkpoint's state: what whoever begins now would hold. */
  async kept(): Promise<RaceState> {
    const { keyframe, deltas } = (await this.#bus.checkpoint(this.info.runId))!
    const state = new RaceState(keyframe)
    for (const delta of deltas) state.apply(delta)
    return state
  }

  /** Something for the log, now and then more than a state keeps of it. */
  async happen(): Promise<void> {
    const { state } = this.#poller
    if (!state) return
    const from = state.nextLogNumber
    const count = this.#chance.random() < 0.05 ? 450 : 1 + this.#chance.below(3)
    await this.#poller.say({ log: Array.from({ length: count }, (_, i) => this.#entry(from + i)) })
  }

  /** Somebody enters late, gets another bib or another name; or the race or its front changes. */
  async change(): Promise<void> {
    const { state } = this.#poller
    if (!state) return
    const say = (more: Parameters<FuzzedPoller['say']>[0]) => this.#poller.say(more)
    const entry = state.roster.get(this.#chance.one(this.#ids))!
    await this.#chance.act([
      [2, () => say({ roster: [rosterEntry(this.#ids.length + 1)] })],
      [1, () => say({ roster: [{ ...entry, bib: String(101 + this.#chance.below(25)) }] })],
      [2, () => say({ roster: [{ ...entry, name: '', anonymous: true }] })],
      [2, () => say({ race: { ...this.info, name: `Race ${state.seq}` } })],
      [3, () => say({ front: [[this.#chance.below(200), state.seq * 1000]] })],
      [2, () => this.#disqualify()],
    ])
  }

  /** Somebody is disqualified, and some of the front with them: there are others who were there, or there is nobody. */
  async #disqualify(): Promise<void> {
    const { roster, front, nextLogNumber: n, seq } = this.#poller.state!
    const [id, t] = [this.#chance.one(this.#ids), n * 10]
    const gone = this.#chance.some(front.passages(), 0.3)
    await this.#poller.say({
      roster: [{ ...roster.get(id)!, standing: 'DSQ' }],
      log: [{ n, kind: 'standing', t, id, standing: 'DSQ' }],
      front: gone.map(([cell]) => [cell, this.#chance.random() < 0.5 ? noPassageMs : seq * 1000]),
    })
  }

  get #ids(): number[] {
    return [...this.#poller.state!.roster.keys()]
  }

  #newReplica(): Replica {
    const fails = (details: object) => {
      throw new Error('the replica is in trouble', { cause: details })
    }
    const log = { info() {}, warn: fails, error: fails }
    return new Replica({ info: this.info, line, bus: this.#bus, clock: this.#clock, log })
  }

  async #unexpected(): Promise<void> {
    const { entities, seq } = this.#poller.state!
    const positions = this.#chance.some(this.#ids, 0.2).map((id): Position => {
      const slot = entities.slots.get(id)
      const cm = (slot === undefined ? 0 : entities.cm[slot]!) + this.#chance.below(900)
      const speed = 1500 + this.#chance.below(4000)
      const t = seq * 1000 + this.#chance.below(1000)
      const flags = this.#chance.below(16)
      return this.#chance.random() < 0.7
        ? [id, cm, t, speed, speed - 7, flags]
        : [id, cm, t, speed, speed - 7, flags, 51_420_000, -70_000 - cm]
    })
    await this.#poller.say({ positions })
  }

  #entry(n: number): LogEntry {
    const [id, t] = [this.#chance.one(this.#ids), n * 10]
    return this.#chance.one<LogEntry>([
      { n, kind: 'split', t, id, km: 1 + this.#chance.below(5) },
      { n, kind: 'fenceIn', t, id },
      { n, kind: 'finish', t, id },
      { n, kind: 'standing', t, id, standing: this.#chance.one(['entered', 'DNF']) },
      { n, kind: 'status', t, status: 'started' },
      { n, kind: 'correction', t, takesBack: 1, of: 'finish', id, reason: 'the chip of another' },
    ])
  }
}
