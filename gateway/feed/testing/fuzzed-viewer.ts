import assert from 'node:assert/strict'
import type { VirtualTime } from '../../fixtures/virtual-time.ts'
import { Wire } from '../../fixtures/wire.ts'
import {
  type Delta,
  defaultTopics,
  FeedClient,
  type FeedStatus,
  type LogEntry,
  type RaceState,
  type Snapshot,
  type Topic,
  type Wish,
} from '../../protocol/index.ts'
import type { Hub } from '../hub.ts'
import { Projection } from '../projection.ts'
import { isWhole, subscriptionOf } from '../subscription.ts'
import type { Chance } from './chance.ts'
import type { FuzzedRace } from './fuzzed-race.ts'

/** A client, the connection that it has now, and how it behaves. */
export class FuzzedViewer {
  readonly race: FuzzedRace
  readonly client: FeedClient
  wire!: Wire
  status!: FeedStatus
  /** How many pieces it takes at a time; none while it is frozen. */
  pace: number
  /** How often it had to ask for everything although nobody had changed its mind. */
  resyncs = 0
  readonly #chance: Chance
  #wish: Wish
  /** Whether what it holds is nothing, or not of what it wants now. */
  #hasChanged = true
  /** The log since the last snapshot, as it was told. */
  #log: LogEntry[] = []
  #boards = 0

  constructor(race: FuzzedRace, hub: () => Hub, time: VirtualTime, chance: Chance) {
    this.race = race
    this.pace = 1 + chance.below(3)
    this.#chance = chance
    this.#wish = this.#anyWish()
    const format = chance.one(['bin', 'json'] as const)
    this.client = new FeedClient({
      ...this.#wish,
      ...{
        url: '',
        race: race.info.slug,
        format,
        now: time.now,
        elapsed: time.elapsed,
        random: chance.random,
        schedule: time.schedule,
      },
      onSnapshot: (state, message) => this.#onSnapshot(state, message),
      onDelta: (state, message) => this.#onDelta(state, message),
      onBoard: ({ rows }) => this.#onBoard(rows),
      onStatus: (status) => {
        this.status = status
      },
      connect: () => {
        this.wire = new Wire(hub(), format)
        this.#watchSubscriptions(this.wire)
        return this.wire
      },
    })
  }

  /** It wants something else. */
  changeItsMind(): void {
    if (this.#chance.random() < 0.5) this.#wish = { ...this.#wish, every: this.#chance.one([1, 5, 15]) }
    else {
      this.#wish = this.#anyWish()
      this.#hasChanged = true
    }
    this.client.change(this.#wish)
  }

  /** It holds what the server holds, as far as it wanted it, and has been told of everything in the log. */
  async expectEqual(): Promise<void> {
    const subscription = subscriptionOf('json', this.#wish as Parameters<typeof subscriptionOf>[1])
    const server = this.race.state!
    const { state } = this.client
    assert.deepEqual(this.status, { state: 'live' })
    assert.deepEqual(
      comparable(state!.snapshot('behind')),
      comparable(new Projection(subscription).snapshot(server, 'behind')),
    )
    if (isWhole(subscription)) assert.equal(state!.seq, server.seq)
    if (subscription.topics.has('log')) {
      assert.equal(state!.nextLogNumber, server.nextLogNumber)
      assert.deepEqual(this.#log, await this.race.replica.log(server.nextLogNumber - this.#log.length, 1e6))
    }
    assert.equal(this.#boards > 0, subscription.topics.has('board'))
    assert.equal(this.resyncs, 0)
  }

  #anyWish(): Wish {
    const chance = this.#chance
    const topics: readonly Topic[] = chance.one([
      ...[defaultTopics, defaultTopics, defaultTopics, [...defaultTopics, 'board' as const]],
      ...([['positions'], ['board'], ['log'], ['roster', 'log'], ['positions', 'log', 'roster']] as const),
    ])
    const bibs = [...new Set([101, 102, 103, 110, 118, 999].map((bib) => String(bib + chance.below(4))))]
    return {
      topics,
      every: chance.one([1, 1, 5, 15]),
      bibs: chance.random() < 0.3 ? bibs : undefined,
      delayMs: chance.random() < 0.1 ? 3000 : undefined,
    }
  }

  #onSnapshot(state: RaceState, { hash }: Snapshot): void {
    assert.equal(state.entities.hash, hash)
    this.#hasChanged = false
    this.#log = []
    this.#boards = 0
  }

  #onDelta(state: RaceState, { hash, log }: Delta): void {
    assert.equal(state.entities.hash, hash)
    this.#log.push(...log)
  }

  #onBoard(rows: readonly { bib: string }[]): void {
    const { bibs } = this.#wish
    if (bibs)
      assert.deepEqual(
        rows.filter(({ bib }) => !bibs.includes(bib)),
        [],
      )
    this.#boards++
  }

  #watchSubscriptions(wire: Wire): void {
    const { send } = wire
    wire.send = (data) => {
      const { type, resume } = JSON.parse(data)
      if (type === 'subscribe' && !resume && !this.#hasChanged) this.resyncs++
      send.call(wire, data)
    }
  }
}

/** Order means nothing, and when something was sent or came to nothing does not either. */
function comparable(snapshot: Snapshot) {
  const { positions, roster, facts, lag: _, seq: __, ...rest } = snapshot
  return {
    ...rest,
    positions: positions.toSorted((a, b) => a[0] - b[0]),
    roster: roster.toSorted((a, b) => a.id - b.id),
    facts: facts.toSorted((a, b) => a.id - b.id),
  }
}
