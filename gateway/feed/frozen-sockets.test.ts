import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { FakeRace } from '../fixtures/fake-race.ts'
import { gateway } from '../fixtures/gateway.ts'
import { runId } from '../fixtures/race.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { CloseCode, FeedClient, type SocketLike } from '../protocol/index.ts'

const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 2 })

/** A client on a real connection, whose process can stand still: it reads nothing then, and its timers are late. */
class Sleeper {
  readonly client: FeedClient
  readonly snapshots: string[] = []
  readonly closedWith: number[] = []
  merged = 0
  #socket!: WebSocket
  #late: (() => void)[] | null = null

  constructor(url: string, time: VirtualTime) {
    this.client = new FeedClient({
      ...{ url, race: runId, now: time.now, elapsed: time.elapsed, random: () => 0.5 },
      schedule: (ms, run) =>
        time.schedule(ms, () => {
          if (this.#late) this.#late.push(run)
          else run()
        }),
      connect: (address, protocols) => {
        this.#socket = new WebSocket(address, protocols)
        this.#socket.binaryType = 'arraybuffer'
        this.#socket.on('close', (code) => this.closedWith.push(code))
        return this.#socket as unknown as SocketLike
      },
      onSnapshot: (_, { reason }) => this.snapshots.push(reason),
      onDelta: (_, { seq, since = seq - 1 }) => {
        if (seq - since > 1) this.merged++
      },
    })
    onTestFinished(() => this.client.close())
  }

  freeze(): void {
    this.#socket.pause()
    this.#late = []
  }

  thaw(): void {
    const late = this.#late ?? []
    this.#late = null
    this.#socket.resume()
    for (const run of late) run()
  }
}

describe('viewers on real connections that stop reading (Q-3, L-4)', () => {
  let time: VirtualTime
  let race: FakeRace
  let all: Sleeper[]

  beforeEach(async () => {
    time = new VirtualTime()
    const served = await gateway({ clock: time })
    race = served.race
    const url = await served.listen()
    all = Array.from({ length: 6 }, () => new Sleeper(url, time))
    await until(() => expect(all.every(isEqual)).toBe(true))
    for (let s = 0; s < 5; s++) await second(all)
  })

  const isEqual = ({ client: { state } }: Sleeper) =>
    state?.seq === race.state!.seq && state.entities.hash === race.state!.entities.hash

  async function second(readers: readonly Sleeper[]): Promise<void> {
    race.tick()
    await until(() => expect(readers.every(isEqual)).toBe(true))
    time.pass(1000)
  }

  it('for 60 s are equal by one merged patch on the same connection, and the others miss no tick', async () => {
    const [frozen, others] = [all.slice(0, 2), all.slice(2)]
    for (const one of frozen) one.freeze()
    for (let s = 0; s < 60; s++) await second(others)
    expect(frozen.some(isEqual)).toBe(false)
    for (const one of frozen) one.thaw()
    await second(all)
    await second(all)
    expect(frozen.map(({ merged }) => merged)).toEqual([1, 1])
    expect(others.map(({ merged }) => merged)).toEqual([0, 0, 0, 0])
    for (const { snapshots, closedWith } of all) expect([snapshots, closedWith]).toEqual([['subscribed'], []])
  })

  it('for more than 90 s are closed with 4408, and resume by one merged patch', async () => {
    const [frozen, others] = [all.slice(0, 2), all.slice(2)]
    for (const one of frozen) one.freeze()
    for (let s = 0; s < 95; s++) await second(others)
    for (const one of frozen) one.thaw()
    await until(() => {
      for (const { closedWith } of frozen) expect(closedWith).toEqual([CloseCode.silent.code])
    })
    await second(others)
    await second(all)
    for (const { merged, snapshots } of frozen) expect([merged, snapshots]).toEqual([1, ['subscribed']])
  })
})
