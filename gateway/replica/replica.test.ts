import { CourseLine } from '@racecast/courses/line'
import { describe, expect, it } from 'vitest'
import { type Bus, type BusListener, BusUnavailable, type Checkpoint, type Frame } from '../bus/bus.ts'
import { straightCourse } from '../fixtures/course.ts'
import { nextDelta, raceInfo, runId, startSnapshot } from '../fixtures/race.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { recordingLog } from '../poll/testing/recorded-race.ts'
import { type Delta, newMoment, RaceState, type Snapshot } from '../protocol/index.ts'
import { Replica } from './replica.ts'

/** A bus whose messages and checkpoint the test decides on. */
function handBus() {
  const listeners = new Set<BusListener>()
  const bus = {
    held: null as Checkpoint | null,
    reads: 0,
    /** What reading the checkpoint waits for. */
    hold: null as Promise<void> | null,
    /** Whether the bus does not answer. */
    isAway: false,
    async checkpoint() {
      bus.reads++
      await bus.hold
      if (bus.isAway) throw new BusUnavailable('away for a test')
      return bus.held && (JSON.parse(JSON.stringify(bus.held)) as Checkpoint)
    },
    subscribe(_: string, listener: BusListener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    say: (message: Frame | Snapshot) => {
      for (const listener of listeners) listener.published(message)
    },
    interrupt: () => {
      for (const listener of listeners) listener.interrupted()
    },
    listeners,
  }
  return bus
}

const frameOf = (delta: Delta): Frame => ({ runId, delta, json: Buffer.from(JSON.stringify(delta)) })

function replicated() {
  const bus = handBus()
  const log = recordingLog()
  const line = new CourseLine(straightCourse)
  const clock = new VirtualTime()
  const replica = new Replica({ info: raceInfo, line, bus: bus as unknown as Bus, clock, log })
  const heard: string[] = []
  replica.onUpdate((update) =>
    heard.push('type' in update ? `snapshot ${update.seq}` : `frame ${update.delta.seq}`),
  )
  /** Where the poller is. */
  const state = new RaceState(startSnapshot())
  const deltas: Delta[] = []
  const publish = () => {
    const delta = nextDelta(state)
    deltas.push(delta)
    bus.held = { keyframe: startSnapshot(), memory: '', deltas: [...deltas] }
    return frameOf(delta)
  }
  return { bus, clock, log, replica, heard, state, publish }
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('a replica', () => {
  it('has nothing but the record until a snapshot has come', async () => {
    const { replica, bus } = replicated()
    await replica.load()
    expect([replica.state, replica.playout, replica.info]).toEqual([null, null, raceInfo])
    bus.say(startSnapshot())
    expect(replica.state!.roster.size).toBe(3)
  })

  it('begins where the checkpoint ends, with the fixes of its deltas for playout', async () => {
    const { replica, state, publish } = replicated()
    for (let i = 0; i < 5; i++) publish()
    await replica.load()
    expect(replica.state!.snapshot('behind')).toEqual(state.snapshot('behind'))
    const moment = newMoment()
    replica.playout!.at(0, 2500, moment)
    expect(moment.certainty).toBe('known')
    expect(moment.cm).toBeCloseTo(752.5, 0)
  })

  it('follows frame by frame and tells of each after taking it in', () => {
    const { replica, bus, heard, state, publish } = replicated()
    bus.say(startSnapshot())
    replica.onUpdate((update) => {
      if (!('type' in update)) expect(replica.state!.seq).toBe(update.delta.seq)
    })
    for (let i = 0; i < 3; i++) bus.say(publish())
    expect(heard).toEqual(['snapshot 0', 'frame 1', 'frame 2', 'frame 3'])
    expect(replica.state!.entities.hash).toBe(state.entities.hash)
  })

  it('takes what came while the checkpoint was read after it, and nothing twice', async () => {
    const { replica, bus, heard, state, publish } = replicated()
    publish()
    const { promise, resolve } = Promise.withResolvers<void>()
    bus.hold = promise
    const loading = replica.load()
    const second = publish()
    bus.say(second)
    const held = bus.held
    bus.say(publish())
    bus.held = held
    resolve()
    await loading
    expect(heard).toEqual(['snapshot 2', 'frame 3'])
    expect(replica.state!.snapshot('behind')).toEqual(state.snapshot('behind'))
  })

  it('reads the checkpoint again when a frame is missing', async () => {
    const { replica, bus, heard, state, publish, log } = replicated()
    bus.say(startSnapshot())
    bus.say(publish())
    publish()
    bus.say(publish())
    await settle()
    expect(heard).toEqual(['snapshot 0', 'frame 1', 'frame 2', 'frame 3'])
    expect(replica.state!.snapshot('behind')).toEqual(state.snapshot('behind'))
    expect(log.lines.map(({ message }) => message)).toEqual([
      'the sequence is broken: reading the checkpoint',
    ])
  })

  it('reads the checkpoint again when the hash is another', async () => {
    const { replica, bus, heard, state, publish } = replicated()
    bus.say(startSnapshot())
    const { delta } = publish()
    bus.say(frameOf({ ...delta, positions: delta.positions.slice(1) }))
    await settle()
    expect(heard).toEqual(['snapshot 0', 'snapshot 1'])
    expect(replica.state!.entities.hash).toBe(state.entities.hash)
  })

  it('catches up by the frames that it missed while the bus was away, so that viewers see one sequence', async () => {
    const { replica, bus, heard, state, publish } = replicated()
    bus.say(startSnapshot())
    publish()
    publish()
    bus.interrupt()
    await settle()
    expect(heard).toEqual(['snapshot 0', 'frame 1', 'frame 2'])
    bus.interrupt()
    await settle()
    expect(heard).toHaveLength(3)
    expect(replica.state!.snapshot('behind')).toEqual(state.snapshot('behind'))
  })

  it('catches up also where the bus said that it is back before it could be read, and no frame came after', async () => {
    const { replica, bus, clock, heard, publish, log } = replicated()
    bus.say(startSnapshot())
    publish()
    bus.isAway = true
    bus.interrupt()
    await settle()
    clock.pass(1000)
    await settle()
    expect(heard).toEqual(['snapshot 0'])
    bus.isAway = false
    clock.pass(1000)
    await settle()
    expect(heard).toEqual(['snapshot 0', 'frame 1'])
    expect(clock.pending).toBe(0)
    expect(replica.state!.seq).toBe(1)
    expect(log.lines.every(({ message }) => message === 'the checkpoint cannot be read')).toBe(true)
  })

  it('begins as soon as the bus answers where it did not when the race was first seen', async () => {
    const { replica, bus, clock, publish } = replicated()
    publish()
    bus.isAway = true
    await expect(replica.load()).rejects.toThrow('away')
    bus.isAway = false
    clock.pass(1000)
    await settle()
    expect(replica.state!.seq).toBe(1)
  })

  it('reads the checkpoint once more where something may have been missed while it was read', async () => {
    const { replica, bus, clock, heard, publish } = replicated()
    publish()
    const before = bus.held
    const { promise, resolve } = Promise.withResolvers<void>()
    bus.hold = promise
    const loading = replica.load()
    publish()
    bus.interrupt()
    const now = bus.held
    bus.held = before
    resolve()
    await loading
    expect(heard).toEqual(['snapshot 1'])
    bus.held = now
    clock.pass(0)
    await settle()
    expect(heard).toEqual(['snapshot 1', 'frame 2'])
    expect(clock.pending).toBe(0)
  })

  it('tries no more to read the checkpoint after it was closed', async () => {
    const { replica, bus, clock } = replicated()
    bus.isAway = true
    await expect(replica.load()).rejects.toThrow('away')
    replica.close()
    expect(clock.pending).toBe(0)
    bus.isAway = false
  })

  it('keeps what it has served where the bus comes back with less', async () => {
    const { replica, bus, heard, publish, log } = replicated()
    bus.say(startSnapshot())
    bus.say(publish())
    const kept = bus.held
    bus.say(publish())
    bus.held = kept
    bus.interrupt()
    await settle()
    expect(replica.state!.seq).toBe(2)
    expect(heard).toEqual(['snapshot 0', 'frame 1', 'frame 2'])
    expect(log.lines.at(-1)!.message).toBe('the bus has lost frames that were served')
  })

  it('begins anew with a new epoch, and drops frames of the old one', () => {
    const { replica, bus, heard, publish } = replicated()
    bus.say(startSnapshot())
    const old = publish()
    bus.say(startSnapshot(3, 2))
    bus.say(old)
    expect(heard).toEqual(['snapshot 0', 'snapshot 0'])
    expect(replica.state).toMatchObject({ epoch: 2, seq: 0 })
  })

  it('keeps going when one of its listeners throws', () => {
    const { replica, bus, log, publish } = replicated()
    const heard: number[] = []
    bus.say(startSnapshot())
    replica.onUpdate(() => {
      throw new Error('a defect')
    })
    replica.onUpdate(() => heard.push(replica.state!.seq))
    bus.say(publish())
    expect(heard).toEqual([1])
    expect(log.lines.at(-1)).toMatchObject({ level: 'error' })
  })

  it('listens no more after it was closed', () => {
    const { replica, bus } = replicated()
    replica.close()
    expect(bus.listeners.size).toBe(0)
  })
})
