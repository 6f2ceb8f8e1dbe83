import { CourseLine } from '@racecast/courses/line'
import { wallTimeAt } from '@racecast/pinot/events'
import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../protocol/index.ts'
import { groundOf } from '../race/marks.ts'
import { course, entryRecord, finishFix, fix, gun, runId } from '../race/testing/fixes.ts'
import { RacePoller } from './race-poller.ts'
import { polled, published, run, second } from './testing/polled.ts'

describe('a poll', () => {
  it('that finds something new makes one frame, and one that does not makes none', async () => {
    const test = polled()
    const poller = test.poller()
    await run(test, poller, 0, 4)
    const before = test.frames.length
    await poller.poll()
    expect(test.frames).toHaveLength(before)
    await run(test, poller, 5, 5)
    expect(test.frames).toHaveLength(before + 1)
    const seqs = test.frames.map(({ seq }) => seq)
    expect(seqs).toEqual(seqs.map((_, i) => seqs[0]! + i))
  })

  it('costs one query in step with the race', async () => {
    const test = polled()
    const poller = test.poller()
    await run(test, poller, 0, 4)
    test.store.takeAsked()
    await run(test, poller, 5, 7)
    expect(test.store.takeAsked()).toEqual(['latest', 'latest', 'latest'])
  })

  it('fetches what lies between when seconds were missed', async () => {
    const test = polled()
    const poller = test.poller()
    await run(test, poller, 0, 4)
    second(test, 5)
    test.store.takeAsked()
    await run(test, poller, 6, 6)
    expect(test.store.takeAsked()).toEqual(['latest', 'history 2000..6000'])
    const { deltas } = (await test.bus.checkpoint(runId))!
    expect(deltas.at(-1)!.lag.measuredAt).toBe(gun + 6000)
  })

  it('asks only for those whose rows became visible late', async () => {
    const test = polled()
    const poller = test.poller()
    await run(test, poller, 0, 250)
    await run(test, poller, 251, 253, [1, 2])
    test.store.takeAsked()
    second(test, 251, [3])
    second(test, 252, [3])
    second(test, 253, [3])
    await run(test, poller, 254, 254)
    expect(test.store.takeAsked()).toEqual(['latest', 'history 250000..253999 of 3'])
    const { log } = await published(test)
    const own = log.filter((entry) => 'id' in entry && entry.id === 3)
    expect(own.map(({ kind }) => kind)).toEqual(['start', 'fenceIn'])
  })

  it('costs one more query, not a scan, when somebody had no signal for long', async () => {
    const test = polled()
    const poller = test.poller()
    await run(test, poller, 0, 5)
    await run(test, poller, 6, 200, [1, 2])
    test.store.takeAsked()
    await run(test, poller, 201, 203)
    expect(test.store.takeAsked()).toEqual(['latest', 'history 140999..200999 of 3', 'latest', 'latest'])
  })

  it('asks for the whole window when more than a hundred are late', async () => {
    const test = polled(120)
    const everybody = Array.from({ length: 120 }, (_, i) => i + 1)
    const poller = test.poller()
    const at = async (s: number, ids: readonly number[]) => {
      test.clock.pass(1000)
      for (const id of ids) test.store.rows.push(fix(id, s, s * 3))
      await poller.poll()
    }
    for (let s = 0; s <= 3; s++) await at(s, everybody)
    for (let s = 4; s <= 6; s++) await at(s, everybody.slice(0, 5))
    test.store.takeAsked()
    await at(7, everybody)
    const [latest, window, ...more] = test.store.takeAsked()
    expect([latest, window, more]).toEqual(['latest', 'history 3000..6999', []])
  })

  it('reads the entries of a store that cannot tell again for a while: one may show later than the record after it', async () => {
    const test = polled(3, { status: 'finished', finishedAt: gun - 60_000 })
    const poller = test.poller(() => null, false)
    await poller.poll()
    poller.race = { ...poller.race, updatedAt: gun + 5 }
    await poller.poll()
    test.store.entered[1] = entryRecord(2, { standing: 'DSQ', updatedAt: gun + 4 })
    const standing = async () => (await published(test)).state.roster.get(2)!.standing
    expect([await standing(), poller.dueInMs]).toEqual(['entered', 1000])
    for (const [pass, due] of [
      [1000, 2000],
      [2000, 7000],
      [7000, null],
    ] as const) {
      test.clock.pass(pass)
      await poller.poll()
      expect([await standing(), poller.dueInMs]).toEqual(['DSQ', due])
    }
  })

  it('reads the entries again only when the record of the race has moved', async () => {
    const test = polled()
    const poller = test.poller()
    await run(test, poller, 0, 3)
    expect(test.store.takeAsked().filter((query) => query === 'entries')).toHaveLength(1)
    test.store.entered[1] = entryRecord(2, { standing: 'DNF', updatedAt: gun + 3500 })
    poller.race = { ...poller.race, updatedAt: gun + 3500 }
    await run(test, poller, 4, 6)
    expect(test.store.takeAsked().filter((query) => query === 'entries')).toHaveLength(1)
    expect((await published(test)).state.roster.get(2)?.standing).toBe('DNF')
  })

  it('does not look for fixes before the gun', async () => {
    const test = polled(3, { status: 'scheduled' })
    await test.poller().poll()
    expect(test.store.takeAsked()).toEqual(['entries'])
    expect((await published(test)).state.roster.size).toBe(3)
  })

  it('never takes a pause for missed seconds', async () => {
    const test = polled()
    const poller = test.poller()
    await run(test, poller, 0, 4)
    const pauses = [{ from: gun + 4000, to: gun + 600_000 }]
    poller.race = { ...poller.race, pauses, updatedAt: gun + 600_000 }
    test.clock.pass(gun + 601_000 - test.clock.ms)
    const timestamp = wallTimeAt(poller.race, 5000)
    test.store.rows.push(...[1, 2, 3].map((id) => fix(id, 5, 20, { timestamp })))
    test.store.takeAsked()
    await poller.poll()
    expect(test.store.takeAsked()).toEqual(['entries', 'latest'])
  })
})

describe('after a failure', () => {
  it('of the store the next answer is caught up by history, and nothing is lost', async () => {
    const test = polled()
    const poller = test.poller()
    await run(test, poller, 0, 248)
    test.store.down = true
    for (const s of [249, 250, 251]) {
      second(test, s)
      test.clock.pass(1000)
      await expect(poller.poll()).rejects.toThrow('down for a test')
    }
    test.store.down = false
    test.store.takeAsked()
    await run(test, poller, 252, 252)
    expect(test.store.takeAsked()).toContain('history 238000..252000')
    const steady = polled()
    await run(steady, steady.poller(), 0, 252)
    const [mended, reference] = [await published(test), await published(steady)]
    expect(mended.log).toEqual(reference.log)
    expect(mended.state.entities.hash).toBe(reference.state.entities.hash)
  })

  it('of the bus nothing is passed over: the checkpoint says where to go on', async () => {
    const test = polled()
    const poller = test.poller()
    await run(test, poller, 0, 4)
    const publish = test.bus.publish
    test.bus.publish = async () => {
      throw new Error('disk full')
    }
    second(test, 5)
    test.clock.pass(1000)
    await expect(poller.poll()).rejects.toThrow('disk full')
    test.bus.publish = publish
    await run(test, poller, 6, 6)
    const seqs = test.frames.map(({ seq }) => seq)
    expect(seqs).toEqual(seqs.map((_, i) => seqs[0]! + i))
    expect((await published(test)).state.entities.t[0]).toBe(6000)
  })
})

describe('another poller', () => {
  it('goes on in the same epoch with the next numbers, from the checkpoint: a frame for each second that it missed', async () => {
    const test = polled()
    await run(test, test.poller(), 0, 4)
    const last = test.frames.at(-1)!
    second(test, 5)
    await run(test, test.poller(), 6, 6)
    const { epoch, seq } = last
    expect(test.frames.slice(-3)).toEqual([last, { epoch, seq: seq + 1 }, { epoch, seq: seq + 2 }])
  })

  it('works the race out from its history where there is no checkpoint, and it comes out the same', async () => {
    const live = polled()
    await run(live, live.poller(), 0, 290)
    live.store.rows.push(finishFix(1, 290.4))
    live.clock.pass(1000)
    const poller = live.poller()
    await poller.poll()
    const rebuilt = polled()
    rebuilt.store.rows.push(...live.store.rows)
    rebuilt.clock.pass(300_000)
    await rebuilt.poller().poll()
    const [a, b] = [await published(live), await published(rebuilt)]
    expect(b.log).toEqual(a.log)
    expect(b.state.entities.hash).toBe(a.state.entities.hash)
    expect(b.state.epoch).toBe(gun + 300_000)
    expect(rebuilt.frames).toEqual([{ epoch: b.state.epoch, seq: b.state.seq }])
  })

  it('goes on where somebody is out who is remembered to have been first, and works the race out where nobody else is', async () => {
    const test = polled(5)
    const poller = test.poller()
    await run(test, poller, 0, 10, [1, 2, 3, 4, 5])
    const disqualify = async (...ids: number[]) => {
      for (const id of ids)
        test.store.entered[id - 1] = entryRecord(id, { standing: 'DSQ', updatedAt: test.clock.ms })
      poller.race = { ...poller.race, updatedAt: poller.race.updatedAt + 1 }
      test.clock.pass(2000)
      await poller.poll()
      return (await published(test)).state
    }
    // The passage of 20 m, at a tenth of a m/s less for each.
    const at20m = (id: number) => Math.round(20_000 / (4 - id / 10))
    const { epoch } = (await published(test)).state
    const one = await disqualify(1)
    expect([one.epoch, one.front.times[2]]).toEqual([epoch, at20m(2)])
    const three = await disqualify(2, 3)
    expect(three.epoch).toBeGreaterThan(epoch)
    expect(three.front.times[2]).toBe(at20m(4))
    test.store.entered[0] = entryRecord(1, { updatedAt: test.clock.ms })
    const back = await disqualify()
    expect(back.epoch).toBeGreaterThan(three.epoch)
    expect(back.front.times[2]).toBe(at20m(1))
  })

  it('begins a new epoch, higher than the last, when the gun has been corrected', async () => {
    const test = polled(3, { kind: 'live' })
    const poller = test.poller()
    await run(test, poller, 0, 20)
    const before = (await published(test)).state
    poller.race = { ...poller.race, startTime: gun + 5000, updatedAt: gun + 20_500 }
    test.clock.pass(2000)
    await poller.poll()
    const { state, log } = await published(test)
    expect(state.epoch).toBeGreaterThan(before.epoch)
    expect(state.race.startTime).toBe(gun + 5000)
    expect(state.entities.t[0]).toBe(15_000)
    expect(log.map(({ n }) => n)).toEqual(log.map((_, i) => i + 1))
  })

  it('begins a new epoch when a finish has been taken back, tells its correction, and asks for nothing more after it', async () => {
    const test = polled(3, { kind: 'live' })
    const poller = test.poller()
    await run(test, poller, 0, 10)
    // Nothing was seen of them for a while, and then the mat.
    await run(test, poller, 11, 20, [1, 2])
    test.store.rows.push(finishFix(3, 19.5))
    test.clock.pass(1000)
    await poller.poll()
    const before = (await published(test)).state
    expect(before.facts.get(3)?.finish).toBe(19_500)
    const rulings = [{ competitorId: 3, at: gun + 20_900, until: gun + 19_500 }]
    poller.race = { ...poller.race, rulings, updatedAt: gun + 20_900 }
    test.clock.pass(2000)
    await poller.poll()
    const { state, log } = await published(test)
    expect(state.epoch).toBeGreaterThan(before.epoch)
    expect(state.race.rulings).toEqual(rulings)
    expect(state.facts.get(3)?.finish).toBeUndefined()
    expect(log.at(-1)).toMatchObject({ kind: 'correction', t: 20_900, of: 'finish', id: 3 })
    for (const asked of [['latest'], ['latest']]) {
      test.store.takeAsked()
      test.clock.pass(1000)
      expect(await poller.poll()).toMatchObject({ changed: false })
      expect(test.store.takeAsked()).toEqual(asked)
    }
    // Another process goes on from the checkpoint, and takes the same fix for what it is.
    await poller.release()
    const other = test.poller()
    other.race = poller.race
    test.clock.pass(1000)
    await other.poll()
    expect((await published(test)).state.epoch).toBe(state.epoch)
    expect((await published(test)).state.facts.get(3)?.finish).toBeUndefined()
  })

  it('does not go on from a checkpoint of another course', async () => {
    const test = polled()
    await run(test, test.poller(), 0, 4)
    const { epoch } = test.frames.at(-1)!
    const other = groundOf(new CourseLine({ ...course, hash: 'ffffffffffffffff' }))
    test.clock.pass(2000)
    await new RacePoller(test.race, other, { ...test, seen: () => null, tells: true }).poll()
    expect(test.frames.at(-1)!.epoch).toBeGreaterThan(epoch)
    expect(test.log.lines.at(-1)?.details).toMatchObject({ reason: 'its course has changed' })
  })

  it.each([
    ['a state of another shape', { keyframe: { epoch: gun, seq: 3, race: null } as unknown as Snapshot }],
    ['a memory that cannot be read', { memory: 'not JSON' }],
  ])('works the race out anew where another version has left %s', async (_, left) => {
    const test = polled()
    await run(test, test.poller(), 0, 4)
    const { epoch } = test.frames.at(-1)!
    const { checkpoint } = test.bus
    test.bus.checkpoint = async (id) => ({ ...(await checkpoint(id))!, deltas: [], ...left })
    test.clock.pass(2000)
    await test.poller().poll()
    expect(test.frames.at(-1)!.epoch).toBeGreaterThan(epoch)
  })

  it('begins a new epoch where the checkpoint lacks frames that were served, with the whole log', async () => {
    const test = polled()
    await run(test, test.poller(), 0, 4)
    const { epoch, seq } = test.frames.at(-1)!
    const before = await published(test)
    test.clock.pass(2000)
    await test.poller(() => ({ epoch, seq: seq + 1 })).poll()
    expect(test.frames.at(-1)).toEqual({ epoch: expect.any(Number), seq: 0 })
    expect(test.frames.at(-1)!.epoch).toBeGreaterThan(epoch)
    const after = await published(test)
    expect(after.log).toEqual(before.log)
    expect(after.state.entities.hash).toBe(before.state.entities.hash)
    expect(test.log.lines.at(-1)?.message).toBe('frames were lost: a new epoch begins')
  })

  it('goes on in the epoch where the checkpoint has all that was served', async () => {
    const test = polled()
    await run(test, test.poller(), 0, 4)
    const last = test.frames.at(-1)!
    test.clock.pass(1000)
    second(test, 5)
    await test.poller(() => last).poll()
    expect(test.frames.at(-1)).toEqual({ epoch: last.epoch, seq: last.seq + 1 })
  })

  it('that takes the lease stops the first, which publishes nothing more', async () => {
    const test = polled()
    const first = test.poller()
    await run(test, first, 0, 4)
    test.bus.acquire = async () => null
    second(test, 5)
    test.clock.pass(1000)
    const count = test.frames.length
    expect(await first.poll()).toEqual({ elsewhere: true })
    expect(test.frames).toHaveLength(count)
  })
})

describe('a race that is over', () => {
  it('is polled until nothing new has come for a while, and again when its record changes', async () => {
    const test = polled()
    const poller = test.poller()
    await run(test, poller, 0, 4)
    poller.race = { ...poller.race, status: 'finished', finishedAt: gun + 4500, updatedAt: gun + 4500 }
    await poller.poll()
    expect(poller.expectsFixes).toBe(true)
    test.clock.pass(40_000)
    await poller.poll()
    expect(poller.expectsFixes).toBe(false)
    poller.race = { ...poller.race, status: 'official', updatedAt: gun + 60_000 }
    expect(poller.expectsFixes).toBe(true)
    const { seq } = test.frames.at(-1)!
    await poller.poll()
    expect(test.frames.at(-1)!.seq).toBe(seq + 1)
    expect((await published(test)).state.race.status).toBe('official')
  })
})
