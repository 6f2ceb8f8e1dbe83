import { FakeRace } from '../../fixtures/fake-race.ts'
import { raceInfo, rosterEntry } from '../../fixtures/race.ts'
import { type LogEntry, type Position, RaceState } from '../../protocol/index.ts'
import type { Chance } from './chance.ts'

/** A race in which anything can happen. */
export class FuzzedRace extends FakeRace {
  readonly #chance: Chance

  constructor(chance: Chance, slug: string, size: number) {
    super(size, { ...raceInfo, runId: `run-of-${slug}`, slug })
    this.#chance = chance
  }

  get ids(): number[] {
    return [...this.state!.roster.keys()]
  }

  /** A second goes by: many have a fix, as predicted or not, on the course or off it. */
  second(): void {
    if (!this.state) return
    this.tick(this.#chance.some(this.ids, 0.7))
    if (this.#chance.random() < 0.3) this.#unexpected()
  }

  #unexpected(): void {
    const { entities, seq } = this.state!
    const positions = this.#chance.some(this.ids, 0.2).map((id): Position => {
      const slot = entities.slots.get(id)
      const cm = (slot === undefined ? 0 : entities.cm[slot]!) + this.#chance.below(900)
      const speed = 1500 + this.#chance.below(4000)
      const on: Position = [
        id,
        cm,
        seq * 1000 + this.#chance.below(1000),
        speed,
        speed - 7,
        this.#chance.below(16),
      ]
      return this.#chance.random() < 0.7
        ? on
        : ([...on.slice(0, 6), 51_420_000, -70_000 - cm] as unknown as Position)
    })
    this.say({ positions })
  }

  /** Something for the log, now and then more than a state keeps of it. */
  happen(): void {
    if (!this.state) return
    const from = this.state.nextLogNumber
    const count = this.#chance.random() < 0.05 ? 450 : 1 + this.#chance.below(3)
    this.say({ log: Array.from({ length: count }, (_, i) => this.#entry(from + i)) })
  }

  #entry(n: number): LogEntry {
    const [id, t] = [this.#chance.one(this.ids), n * 10]
    return this.#chance.one<LogEntry>([
      { n, kind: 'split', t, id, km: 1 + this.#chance.below(5) },
      { n, kind: 'fenceIn', t, id },
      { n, kind: 'finish', t, id },
      { n, kind: 'standing', t, id, standing: this.#chance.one(['entered', 'DNF']) },
      { n, kind: 'status', t, status: 'started' },
      { n, kind: 'correction', t, takesBack: 1, of: 'finish', id, reason: 'the chip of another' },
    ])
  }

  /** Somebody enters late, gets another bib or another name; or the race or its front changes. */
  change(): void {
    if (!this.state) return
    const id = this.#chance.one(this.ids)
    const entry = this.state.roster.get(id)!
    this.#chance.act([
      [2, () => this.say({ roster: [rosterEntry(this.ids.length + 1)] })],
      [1, () => this.say({ roster: [{ ...entry, bib: String(101 + this.#chance.below(25)) }] })],
      [2, () => this.say({ roster: [{ ...entry, name: '', anonymous: true }] })],
      [2, () => this.say({ race: { ...this.info, name: `Race ${this.state!.seq}` } })],
      [3, () => this.say({ front: [[this.#chance.below(200), this.state!.seq * 1000]] })],
    ])
  }

  /** Another process has taken it over: what changed before that is no longer told apart. */
  takeOver(): void {
    if (this.state) this.state = new RaceState(this.state.snapshot('epoch'))
  }
}
