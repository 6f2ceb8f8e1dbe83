import { describe, expect, it } from 'vitest'
import { nextDelta, runId, startSnapshot } from '../../fixtures/race.ts'
import { type LogEntry, RaceState, type Snapshot } from '../../protocol/index.ts'
import type { Bus, BusListener, Frame, Lease } from '../bus.ts'

/** What a bus is tested on. Each call of `open` is another gateway on the same storage. */
export interface BusUnderTest {
  open(): Bus
  /** Lets time go by for the leases. */
  pass(ms: number): Promise<void>
  /** Makes the next write of a publication fail, as a full disk or a lost connection does; returns what mends it. */
  failNextWrite(bus: Bus): Promise<() => Promise<void>>
  /** Resolves when everything that was published has been heard. */
  heard(bus: Bus): Promise<void>
}

/** A race whose frames a test publishes one after another. */
function publisher(bus: Bus, epoch = 1) {
  const keyframe = startSnapshot(3, epoch)
  const state = new RaceState(keyframe)
  return {
    state,
    begin: (lease: Lease, log?: LogEntry[]) =>
      bus.publish(lease, { frame: null, keyframe, memory: 'at 0', ...(log && { log }) }),
    next(
      lease: Lease,
      { log = [], withKeyframe = false }: { log?: LogEntry[]; withKeyframe?: boolean } = {},
    ) {
      const delta = { ...nextDelta(state), log }
      const frame = { runId, delta, json: Buffer.from(JSON.stringify(delta)) }
      const memory = `at ${delta.seq}`
      return bus.publish(lease, { frame, keyframe: withKeyframe ? state.snapshot('behind') : null, memory })
    },
  }
}

const finish = (n: number): LogEntry => ({ n, kind: 'finish', t: n * 1000, id: n })
const listening = (published: BusListener['published']): BusListener => ({ published, interrupted() {} })
const heardBy = (bus: Bus) => {
  const heard: string[] = []
  const nameOf = (message: Frame | Snapshot) =>
    'type' in message ? `epoch ${message.epoch}` : `${message.delta.epoch}/${message.delta.seq}`
  const end = bus.subscribe(
    runId,
    listening((message) => heard.push(nameOf(message))),
  )
  return { heard, end }
}

/** What every bus has to do, in process or not. */
export function busContract(name: string, under: () => BusUnderTest): void {
  describe(`${name}: the lease`, () => {
    it('is the same while it is asked for again in time', async () => {
      const { open, pass } = under()
      const bus = open()
      const first = await bus.acquire(runId)
      await pass(bus.leaseMs * 0.6)
      expect(await bus.acquire(runId)).toEqual(first)
      await pass(bus.leaseMs * 0.6)
      expect(await bus.acquire(runId)).toEqual(first)
    })

    it('has a higher fence each time it is given anew, over a restart too', async () => {
      const { open, pass } = under()
      const bus = open()
      const first = (await bus.acquire(runId))!
      await bus.release(first)
      const second = (await bus.acquire(runId))!
      expect(second.fence).toBeGreaterThan(first.fence)
      await pass(bus.leaseMs + 1)
      const third = (await bus.acquire(runId))!
      expect(third.fence).toBeGreaterThan(second.fence)
      await bus.close()
      await pass(bus.leaseMs + 1)
      expect((await open().acquire(runId))!.fence).toBeGreaterThan(third.fence)
    })

    it('keeps its fence when the race is forgotten, of which nothing else is left', async () => {
      const bus = under().open()
      const lease = (await bus.acquire(runId))!
      const race = publisher(bus)
      expect(await race.begin(lease, [finish(1)])).toBe(true)
      await bus.forget(runId)
      expect(await bus.checkpoint(runId)).toBe(null)
      expect(await bus.log(runId, 1, 10)).toEqual([])
      expect(await race.next(lease)).toBe(false)
      await bus.release(lease)
      expect((await bus.acquire(runId))!.fence).toBeGreaterThan(lease.fence)
    })

    it('is one per race', async () => {
      const bus = under().open()
      expect((await bus.acquire(runId))!.runId).toBe(runId)
      expect((await bus.acquire('another'))!.runId).toBe('another')
    })

    it('lets nobody publish with a lower fence, and nothing of it is seen', async () => {
      const { open, heard: settled } = under()
      const bus = open()
      const old = (await bus.acquire(runId))!
      const race = publisher(bus)
      expect(await race.begin(old)).toBe(true)
      await bus.release(old)
      const now = (await bus.acquire(runId))!
      const { heard } = heardBy(bus)
      await settled(bus)
      heard.length = 0
      expect(await race.next(old, { log: [finish(1)] })).toBe(false)
      await settled(bus)
      expect(heard).toEqual([])
      expect((await bus.checkpoint(runId))!).toMatchObject({ memory: 'at 0', deltas: [] })
      expect(await bus.log(runId, 1, 10)).toEqual([])
      expect(now.fence).toBeGreaterThan(old.fence)
    })

    it('is lost to a gateway that took over', async () => {
      const { open, pass } = under()
      const [a, b] = [open(), open()]
      const old = (await a.acquire(runId))!
      await pass(a.leaseMs + 1)
      const now = (await b.acquire(runId))!
      expect(await publisher(a).begin(old)).toBe(false)
      expect(await publisher(b).begin(now)).toBe(true)
    })
  })

  describe(`${name}: a publication`, () => {
    it('is in the checkpoint when it is heard of', async () => {
      const { open, heard } = under()
      const bus = open()
      const lease = (await bus.acquire(runId))!
      const race = publisher(bus)
      await race.begin(lease)
      const reads: Promise<unknown>[] = []
      bus.subscribe(
        runId,
        listening((message) => {
          if ('type' in message) return
          reads.push(bus.checkpoint(runId).then((checkpoint) => checkpoint!.deltas.map(({ seq }) => seq)))
        }),
      )
      await heard(bus)
      await race.next(lease)
      await race.next(lease)
      await heard(bus)
      const [first, second] = (await Promise.all(reads)) as number[][]
      expect(first).toContain(1)
      expect(second).toEqual([1, 2])
    })

    it('is heard in the order of publication until the subscription ends', async () => {
      const { open, heard: settled } = under()
      const bus = open()
      const lease = (await bus.acquire(runId))!
      const race = publisher(bus)
      const { heard, end } = heardBy(bus)
      await settled(bus)
      await race.begin(lease)
      await race.next(lease)
      await race.next(lease, { withKeyframe: true })
      await settled(bus)
      end()
      await race.next(lease)
      await settled(bus)
      expect(heard).toEqual(['epoch 1', '1/1', '1/2'])
    })

    it('is heard of by those alone who listen to its race', async () => {
      const { open, heard } = under()
      const bus = open()
      const lease = (await bus.acquire(runId))!
      const other: unknown[] = []
      bus.subscribe(
        'another',
        listening((message) => other.push(message)),
      )
      await heard(bus)
      await publisher(bus).begin(lease)
      await heard(bus)
      expect(other).toEqual([])
    })

    it('leads from the checkpoint to the same state, before and after a keyframe', async () => {
      const bus = under().open()
      const lease = (await bus.acquire(runId))!
      const race = publisher(bus)
      await race.begin(lease)
      for (const withKeyframe of [false, false, true, false]) {
        await race.next(lease, { withKeyframe })
        const { keyframe, deltas, memory } = (await bus.checkpoint(runId))!
        const state = new RaceState(keyframe)
        for (const delta of deltas) state.apply(delta)
        expect(state.snapshot('behind')).toEqual(race.state.snapshot('behind'))
        expect(memory).toBe(`at ${race.state.seq}`)
      }
      expect((await bus.checkpoint(runId))!.deltas).toHaveLength(1)
    })

    it('that fails is not heard of and leaves everything as it was', async () => {
      const { open, failNextWrite, heard: settled } = under()
      const bus = open()
      const lease = (await bus.acquire(runId))!
      const race = publisher(bus)
      await race.begin(lease)
      await race.next(lease, { log: [finish(1)] })
      const { heard } = heardBy(bus)
      const before = await bus.checkpoint(runId)
      await settled(bus)
      heard.length = 0
      const mend = await failNextWrite(bus)
      await expect(race.next(lease, { log: [finish(2)], withKeyframe: true })).rejects.toThrow()
      await mend()
      await settled(bus)
      expect(heard).toEqual([])
      expect(await bus.checkpoint(runId)).toEqual(before)
      expect(await bus.log(runId, 1, 10)).toEqual([finish(1)])
    })

    it('that does not follow what the checkpoint ends with is refused', async () => {
      const bus = under().open()
      const lease = (await bus.acquire(runId))!
      const race = publisher(bus)
      await race.begin(lease)
      await race.next(lease)
      const before = await bus.checkpoint(runId)
      const another = publisher(bus)
      expect(await another.next(lease)).toBe(false)
      expect(await publisher(bus, 2).next(lease)).toBe(false)
      expect(await bus.checkpoint(runId)).toEqual(before)
    })

    it('is heard by every gateway', async () => {
      const { open, heard: settled } = under()
      const bus = open()
      const lease = (await bus.acquire(runId))!
      const first = heardBy(bus)
      const second = heardBy(bus)
      await settled(bus)
      await publisher(bus).begin(lease)
      await settled(bus)
      expect([first.heard, second.heard]).toEqual([['epoch 1'], ['epoch 1']])
    })

    it('is there after the gateway was killed', async () => {
      const { open, pass } = under()
      const bus = open()
      const lease = (await bus.acquire(runId))!
      const race = publisher(bus)
      await race.begin(lease)
      await race.next(lease, { log: [finish(1)] })
      const before = await bus.checkpoint(runId)
      // Nothing is closed: the next gateway finds what a killed one leaves behind.
      const next = open()
      expect(await next.checkpoint(runId)).toEqual(before)
      expect(await next.log(runId, 1, 10)).toEqual([finish(1)])
      await pass(bus.leaseMs + 1)
      expect(await next.acquire(runId)).not.toBeNull()
    })
  })

  describe(`${name}: the log`, () => {
    it('is whole and numbered, in pages, beyond what a keyframe carries', async () => {
      const bus = under().open()
      const lease = (await bus.acquire(runId))!
      const race = publisher(bus)
      await race.begin(lease)
      for (let n = 1; n <= 300; n += 3)
        await race.next(lease, { log: [n, n + 1, n + 2].map(finish), withKeyframe: n % 30 === 1 })
      expect((await bus.log(runId, 1, 1000)).map(({ n }) => n)).toEqual(
        Array.from({ length: 300 }, (_, i) => i + 1),
      )
      expect((await bus.log(runId, 120, 3)).map(({ n }) => n)).toEqual([120, 121, 122])
      expect(await bus.log(runId, 301, 10)).toEqual([])
    })

    it('begins anew with an epoch, with all that the epoch begins with', async () => {
      const { open, heard: settled } = under()
      const bus = open()
      const lease = (await bus.acquire(runId))!
      const race = publisher(bus)
      await race.begin(lease)
      await race.next(lease, { log: [finish(1), finish(2)] })
      const { heard } = heardBy(bus)
      await settled(bus)
      heard.length = 0
      await publisher(bus, 2).begin(lease, [finish(1)])
      await settled(bus)
      expect(heard).toEqual(['epoch 2'])
      expect(await bus.log(runId, 1, 10)).toEqual([finish(1)])
      expect((await bus.checkpoint(runId))!).toMatchObject({ keyframe: { epoch: 2 }, deltas: [] })
    })

    it('and the checkpoint of a race that nobody has published are empty', async () => {
      const bus = under().open()
      expect(await bus.checkpoint(runId)).toBeNull()
      expect(await bus.log(runId, 1, 10)).toEqual([])
    })
  })

  describe(`${name}: what the gateways share`, () => {
    it('is kept, key by key, the newest text of each', async () => {
      const bus = under().open()
      expect(await bus.notes('colours')).toEqual(new Map())
      expect(
        await bus.note(
          'colours',
          new Map([
            ['a', 'red'],
            ['b', 'blue'],
          ]),
        ),
      ).toBe(true)
      await bus.note('colours', new Map([['a', 'green']]))
      await bus.note('sizes', new Map([['a', 'large']]))
      expect(await bus.notes('colours')).toEqual(
        new Map([
          ['a', 'green'],
          ['b', 'blue'],
        ]),
      )
    })

    it('can be replaced as a whole', async () => {
      const bus = under().open()
      await bus.note(
        'colours',
        new Map([
          ['a', 'red'],
          ['b', 'blue'],
        ]),
      )
      await bus.note('colours', new Map([['c', 'white']]), { whole: true })
      expect(await bus.notes('colours')).toEqual(new Map([['c', 'white']]))
    })

    it('is told to who listens to that map', async () => {
      const { open, heard: settled } = under()
      const bus = open()
      const told: [string, string][] = []
      const end = bus.onNoted('colours', (entries) => told.push(...entries))
      await settled(bus)
      await bus.note('colours', new Map([['a', 'red']]))
      await bus.note('sizes', new Map([['a', 'large']]))
      await settled(bus)
      end()
      await bus.note('colours', new Map([['a', 'green']]))
      await settled(bus)
      expect(told).toEqual([['a', 'red']])
    })

    it('is a list where it is appended to: numbered without holes, each id once, told of, and changed in place', async () => {
      const { open, heard: settled } = under()
      const [a, b] = [open(), open()]
      const told: [string, string][] = []
      b.onNoted('story', (entries) => told.push(...entries))
      await settled(b)
      const numbers = await Promise.all([a.append('story', 'x', 'one'), b.append('story', 'y', 'two')])
      expect(numbers.sort()).toEqual([1, 2])
      expect(await b.append('story', 'x', 'again')).toBe(await a.append('story', 'x', 'once more'))
      expect(await a.append('story', 'z', 'three')).toBe(3)
      await a.note('story', new Map([['3', 'third']]))
      expect([...(await b.notes('story')).values()].sort()).toEqual(['one', 'third', 'two'])
      await settled(b)
      expect(await b.append('other', 'x', 'one')).toBe(1)
      expect(told.every(([n]) => Number(n) <= 3)).toBe(true)
    })

    it('tells of what is appended, once', async () => {
      const { open, heard: settled } = under()
      const bus = open()
      const told: [string, string][] = []
      bus.onNoted('story', (entries) => told.push(...entries))
      await settled(bus)
      for (const id of ['x', 'x', 'y']) await bus.append('story', id, `"${id}" \\ é`)
      await settled(bus)
      expect(told).toEqual([
        ['1', '"x" \\ é'],
        ['2', '"y" \\ é'],
      ])
    })

    it('is not written with a lease that is lost', async () => {
      const bus = under().open()
      const old = (await bus.acquire('colours'))!
      expect(await bus.note('colours', new Map([['a', 'red']]), { lease: old })).toBe(true)
      await bus.release(old)
      await bus.acquire('colours')
      expect(await bus.note('colours', new Map([['a', 'green']]), { lease: old, whole: true })).toBe(false)
      expect(await bus.notes('colours')).toEqual(new Map([['a', 'red']]))
    })
  })
}
