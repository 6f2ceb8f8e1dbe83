import { expect, it } from 'vitest'
import type { Frame } from '../bus/bus.ts'
import { nextDelta, startSnapshot } from '../fixtures/race.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { RaceState, type Snapshot } from '../protocol/index.ts'
import type { KnownRace } from '../rest/race/find-race.ts'
import { TickShelf } from './tick-shelf.ts'

/** A race that publishes what the test says, as a replica does that has lost frames or begins anew. */
function setUp() {
  let listener: (update: Frame | Snapshot) => void = () => {}
  const race = {
    state: new RaceState(startSnapshot()),
    onUpdate(added: typeof listener) {
      listener = added
      return () => {}
    },
  }
  const shelf = new TickShelf(race as unknown as KnownRace, new VirtualTime())
  return {
    shelf,
    tick(): Frame {
      const delta = nextDelta(race.state)
      const frame = { runId: race.state.race.runId, delta, json: Buffer.from(JSON.stringify(delta)) }
      listener(frame)
      return frame
    },
    jump(to: { epoch: number; seq: number }) {
      const snapshot = { ...race.state.snapshot('epoch'), ...to }
      race.state = new RaceState(snapshot)
      listener(snapshot)
    },
  }
}

it('answers with the very Buffer that came over the bus', () => {
  const { shelf, tick } = setUp()
  const { json, delta } = tick()
  expect(shelf.tick(delta.epoch, delta.seq, 'json')).toMatchObject({ kind: 'tick', waited: false })
  const answer = shelf.tick(delta.epoch, delta.seq, 'json')
  expect('bytes' in answer && answer.bytes).toBe(json)
})

it('writes a tick in binary once, however many ask', () => {
  const { shelf, tick } = setUp()
  shelf.wantBinary()
  const { delta } = tick()
  const ask = () => shelf.tick(delta.epoch, delta.seq, 'bin')
  const [first, second] = [ask(), ask()]
  expect('bytes' in first && 'bytes' in second && first.bytes === second.bytes).toBe(true)
})

it.each([
  ['another epoch', { epoch: 2, seq: 3 }],
  ['frames that were lost', { epoch: 1, seq: 9 }],
])('gives nobody a tick from before %s for one of after', async (_, to) => {
  const { shelf, tick, jump } = setUp()
  for (let i = 0; i < 3; i++) tick()
  jump(to)
  for (let seq = 1; seq <= to.seq; seq++)
    expect(shelf.tick(to.epoch, seq, 'json')).toEqual({ kind: 'tooOld' })
  const waiting = shelf.tick(to.epoch, to.seq + 1, 'json')
  const { json } = tick()
  expect(await waiting).toEqual({ kind: 'tick', bytes: json, waited: true })
})
