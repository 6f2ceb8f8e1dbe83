import { join } from 'node:path'
import type { RaceRecord } from '@racecast/pinot/events'
import { onTestFinished } from 'vitest'
import { type Bus, openBus } from '../../bus/index.ts'
import { VirtualTime } from '../../fixtures/virtual-time.ts'
import { RaceState, type SequencePlace } from '../../protocol/index.ts'
import { entryRecord, fix, ground, gun, raceRecord, runId } from '../../race/testing/fixes.ts'
import { RacePoller } from '../race-poller.ts'
import { MemoryStore } from './memory-store.ts'
import { recordingLog, temporaryFolder } from './recorded-race.ts'

/** A poller of a race of `size`, on a store in memory and a bus on a file; the test is its clock. */
export function polled(size = 3, changes: Partial<RaceRecord> = {}) {
  const clock = new VirtualTime(gun)
  const store = new MemoryStore(gun)
  const race = raceRecord(changes)
  store.records.push(race)
  for (let id = 1; id <= size; id++) store.entered.push(entryRecord(id))
  const url = `sqlite:${join(temporaryFolder(), 'gateway.db')}`
  const log = recordingLog()
  const bus: Bus = openBus({ url, clock })
  onTestFinished(() => bus.close())
  const frames: { epoch: number; seq: number }[] = []
  bus.subscribe(runId, {
    published(message) {
      const { epoch, seq } = 'type' in message ? message : message.delta
      frames.push({ epoch, seq })
    },
    interrupted() {},
  })
  const random = () => 0.5
  const poller = (seen: () => SequencePlace | null = () => null, tells = true) =>
    new RacePoller(race, ground, { store, bus, clock, log, random, seen, tells })
  return { clock, store, race, bus, log, random, frames, poller }
}

export type Polled = ReturnType<typeof polled>

/** What the bus has of the race: the log, and the state at the end of the checkpoint in a form to compare. */
export async function published({ bus }: Polled) {
  const { keyframe, deltas } = (await bus.checkpoint(runId))!
  const state = new RaceState(keyframe)
  for (const delta of deltas) state.apply(delta)
  return { state, log: await bus.log(runId, 1, 100_000) }
}

/** Everybody's fix of second `s`, at 4 m/s and a little less for each number. */
export function second({ store }: Polled, s: number, ids: readonly number[] = [1, 2, 3]): void {
  for (const id of ids) store.rows.push(fix(id, s, s * (4 - id / 10)))
}

/** Polls after each second from `from` to `to`. */
export async function run(
  test: Polled,
  poller: RacePoller,
  from: number,
  to: number,
  ids?: readonly number[],
) {
  for (let s = from; s <= to; s++) {
    test.clock.pass(gun + s * 1000 + 50 - test.clock.ms)
    second(test, s, ids)
    await poller.poll()
  }
}
