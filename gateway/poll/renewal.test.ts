import type { EntryRecord, RaceRecord } from '@racecast/pinot/events'
import { StoreUnavailable } from '@racecast/pinot/ports'
import { describe, expect, it } from 'vitest'
import { entryRecord, finishFix, gun, runId } from '../race/testing/fixes.ts'
import type { RacePoller } from './race-poller.ts'
import { type Polled, polled, published, run, second } from './testing/polled.ts'
import { settled } from './testing/recorded-race.ts'

/** A round, for as long as it waits for its clock. */
async function round({ clock }: Polled, poller: RacePoller) {
  let isDone = false
  const polling = poller.poll().finally(() => {
    isDone = true
  })
  // What is asserted of a rejection is what the test says.
  polling.catch(() => {})
  for (let i = 0; i < 50 && !isDone; i++) {
    await settled(30)
    if (!isDone) clock.pass(100)
  }
  return polling
}

/** The state that everybody sees. */
const seenOf = async (test: Polled) => (await published(test)).state

/**
 * A race in which a chip in a car has finished for 3 at second 20.5, at second 21. The test says what becomes of who asks for
 * its whole history.
 */
async function carAtTheFinish(changes: Partial<RaceRecord> = {}) {
  const test = polled(3, { kind: 'live', ...changes })
  const poller = test.poller()
  await run(test, poller, 0, 20)
  test.store.rows.push(finishFix(3, 20.5))
  await run(test, poller, 21, 21, [1, 2])
  const { epoch } = await seenOf(test)
  const wanted = { isAway: false, until: Promise.resolve(), begun: 0 }
  const history = test.store.history.bind(test.store)
  test.store.history = async (window) => {
    if (window.from < gun) {
      wanted.begun++
      await wanted.until
      if (wanted.isAway) throw new StoreUnavailable('the history is away')
    }
    return history(window)
  }
  /** A second of the others, polled as long as a poll may take. */
  async function next(s: number, by = poller) {
    test.clock.pass(Math.max(0, gun + s * 1000 + 50 - test.clock.ms))
    second(test, s, [1, 2])
    await round(test, by)
    return seenOf(test)
  }
  const rulings = [{ competitorId: 3, at: gun + 21_500, until: gun + 20_500 }]
  function order(by = poller, more: Partial<RaceRecord> = { rulings }) {
    const updatedAt = Math.max(by.race.updatedAt + 1, gun + 21_500)
    by.race = { ...by.race, ...more, updatedAt }
  }
  /** What a poller has that works it all out at once. */
  async function workedOut(race: RaceRecord, entered: readonly EntryRecord[] = test.store.entered) {
    const other = polled(3, race)
    other.store.entered.splice(0, 3, ...entered)
    other.store.rows.push(...test.store.rows)
    other.clock.pass(test.clock.ms - other.clock.ms)
    await round(other, other.poller())
    return seenOf(other)
  }
  return { ...test, test, poller, epoch, wanted, next, rulings, order, workedOut }
}

const newestOf1 = ({ entities }: Awaited<ReturnType<typeof seenOf>>) =>
  entities.t[entities.slots.get(1)!]! / 1000

describe('while a race in which a finish was taken back is worked out', () => {
  it('it goes on in the old epoch, and nobody stands still', async () => {
    const { poller, epoch, wanted, next, rulings, order, workedOut } = await carAtTheFinish()
    const worked = Promise.withResolvers<void>()
    wanted.until = worked.promise
    order()
    for (const s of [22, 23, 24]) {
      // Another order, of somebody else.
      order(poller, {})
      const state = await next(s)
      expect([state.epoch, state.facts.get(3)?.finish, newestOf1(state)]).toEqual([epoch, 20_500, s])
      expect(poller.dueInMs).toBeLessThanOrEqual(1000)
    }
    expect(wanted.begun).toBe(1)
    worked.resolve()
    await settled()
    const state = await next(25)
    expect(state.epoch).toBeGreaterThan(epoch)
    expect(state.race.rulings).toEqual(rulings)
    expect([state.facts.get(3)?.finish, newestOf1(state)]).toEqual([undefined, 25])
    const whole = await workedOut(poller.race)
    expect(state.entities.hash).toBe(whole.entities.hash)
    expect(state.front.passages()).toEqual(whole.front.passages())
  })

  it('a round waits for it only when it begins: the fixes after that are as early as ever', async () => {
    const { clock, poller, wanted, next, order } = await carAtTheFinish()
    wanted.until = new Promise(() => {})
    order()
    await next(22)
    clock.pass(2000)
    const before = clock.ms
    await next(24, poller)
    expect(clock.ms).toBe(Math.max(before, gun + 24_050))
  })

  it('another process that takes over goes on in the old epoch, too, and works it out', async () => {
    const { test, epoch, wanted, next, order, poller: killed } = await carAtTheFinish()
    wanted.until = new Promise(() => {})
    order()
    await next(22)
    // Nothing of it runs any more, and nothing was given back.
    const other = test.poller()
    other.race = killed.race
    const during = await next(23, other)
    expect([during.epoch, during.facts.get(3)?.finish, newestOf1(during)]).toEqual([epoch, 20_500, 23])
    wanted.until = Promise.resolve()
    await other.release()
    const third = test.poller()
    third.race = killed.race
    for (const s of [24, 25, 26]) await next(s, third)
    const after = await next(27, third)
    expect(after.epoch).toBeGreaterThan(epoch)
    expect([after.facts.get(3)?.finish, newestOf1(after)]).toEqual([undefined, 27])
  })

  it('a lease that is lost ends it; with the next one it begins again', async () => {
    const { test, poller, epoch, wanted, next, order } = await carAtTheFinish()
    const worked = Promise.withResolvers<void>()
    wanted.until = worked.promise
    order()
    await next(22)
    const { acquire } = test.bus
    test.bus.acquire = async () => null
    expect(await round(test, poller)).toEqual({ elsewhere: true })
    expect(poller.waiting).toBeNull()
    test.bus.acquire = acquire
    worked.resolve()
    wanted.until = new Promise(() => {})
    const during = await next(24)
    expect([during.epoch, newestOf1(during), wanted.begun]).toEqual([epoch, 24, 2])
  })

  it('a lease that is lost when it is published ends the poll as always', async () => {
    const { test, poller, epoch, order } = await carAtTheFinish()
    const { publish } = test.bus
    test.bus.publish = async () => false
    order()
    expect(await round(test, poller)).toEqual({ elsewhere: true })
    expect(poller.waiting).toBeNull()
    test.bus.publish = publish
    expect((await seenOf(test)).epoch).toBe(epoch)
  })

  it('an order that contradicts it begins it again, at once', async () => {
    const { wanted, next, order, poller } = await carAtTheFinish()
    wanted.until = new Promise(() => {})
    order()
    await next(22)
    wanted.until = Promise.resolve()
    order(poller, { rulings: [{ competitorId: 3, at: gun + 22_500, until: gun + 20_600 }] })
    for (const s of [23, 24, 25]) await next(s)
    expect((await next(26)).race.rulings?.[0]?.until).toBe(gun + 20_600)
    expect(wanted.begun).toBe(2)
  })

  it('it comes out although the clock here is behind that of who recorded the decision', async () => {
    const { test, next, order, poller } = await carAtTheFinish()
    order(poller, {
      rulings: [{ competitorId: 3, at: gun + 600_000, until: gun + 20_500 }],
    })
    for (const s of [22, 24, 26, 28]) await next(s)
    const { state, log } = await published(test)
    expect(state.facts.get(3)?.finish).toBeUndefined()
    expect(log.at(-1)).toMatchObject({ kind: 'correction', of: 'finish', id: 3 })
  })
})

describe('where the history cannot be read then', () => {
  it('the race goes on, says so, tries again less and less often, and comes out right', async () => {
    const { test, poller, epoch, wanted, next, order, workedOut } = await carAtTheFinish()
    wanted.isAway = true
    order()
    const tries: number[] = []
    for (let s = 22; s <= 110; s++) {
      const before = wanted.begun
      const state = await next(s)
      expect([state.epoch, state.facts.get(3)?.finish, newestOf1(state)]).toEqual([epoch, 20_500, s])
      if (wanted.begun > before) tries.push(s)
    }
    const waits = tries.slice(1).map((s, i) => s - tries[i]!)
    expect(waits).toEqual(waits.toSorted((a, b) => a - b))
    // After half of 5 s, 10 s, 20 s and so on.
    expect(tries).toHaveLength(6)
    expect(poller.waiting).toMatchObject({ failures: 6, error: 'the history is away' })
    const warnings = test.log.lines.filter(({ level }) => level === 'warn')
    expect(warnings.map(({ details }) => details)).toMatchObject(
      [1, 2, 4].map((failures) => ({ runId, failures, err: new StoreUnavailable('the history is away') })),
    )
    wanted.isAway = false
    for (let s = 111; s <= 200 && poller.waiting; s++) await next(s)
    expect(poller.waiting).toBeNull()
    const state = await seenOf(test)
    expect(state.epoch).toBeGreaterThan(epoch)
    expect(state.facts.get(3)?.finish).toBeUndefined()
    const whole = await workedOut(poller.race)
    expect(state.entities.hash).toBe(whole.entities.hash)
    expect(state.front.passages()).toEqual(whole.front.passages())
  })

  it('another process goes on without what was corrected, and works it out once it can', async () => {
    const { test, epoch, wanted, next, order, poller: killed } = await carAtTheFinish()
    wanted.isAway = true
    order()
    await next(22)
    const other = test.poller()
    other.race = killed.race
    for (const s of [23, 24]) {
      const state = await next(s, other)
      expect([state.epoch, newestOf1(state)]).toEqual([epoch, s])
    }
    wanted.isAway = false
    for (let s = 25; s <= 30; s++) await next(s, other)
    const state = await seenOf(test)
    expect([state.facts.get(3)?.finish, newestOf1(state)]).toEqual([undefined, 30])
  })

  it('an order that contradicts what could not be worked out is tried at once, and one that takes it back is done', async () => {
    const { test, poller, epoch, wanted, next, order } = await carAtTheFinish()
    wanted.isAway = true
    order()
    await next(22)
    await next(23)
    expect(wanted.begun).toBe(1)
    order(poller, { rulings: [{ competitorId: 3, at: gun + 23_500, until: gun + 20_600 }] })
    await next(24)
    expect(wanted.begun).toBe(2)
    const { rulings: _, ...without } = poller.race
    poller.race = { ...without, updatedAt: poller.race.updatedAt + 1 }
    const state = await next(25)
    expect([state.epoch, poller.waiting, wanted.begun]).toEqual([epoch, null, 2])
    expect(test.frames.every((frame) => frame.epoch === epoch)).toBe(true)
  })

  it('a race that is over still has the other orders, and is looked at again though the store tells of no change', async () => {
    const { test, poller, wanted, order, clock } = await carAtTheFinish()
    order(poller, { status: 'finished', finishedAt: gun + 22_000 })
    await round(test, poller)
    wanted.isAway = true
    order()
    await round(test, poller)
    test.store.entered[1] = entryRecord(2, { standing: 'DNF', updatedAt: gun + 23_000 })
    order(poller, { status: 'official' })
    clock.pass(60_000)
    await round(test, poller)
    const { race, roster, facts } = await seenOf(test)
    expect([race.status, roster.get(2)?.standing, facts.get(3)?.finish]).toEqual(['official', 'DNF', 20_500])
    wanted.isAway = false
    for (let i = 0; i < 5 && poller.waiting; i++) {
      expect(poller.expectsFixes).toBe(true)
      clock.pass(poller.dueInMs!)
      await round(test, poller)
    }
    expect((await seenOf(test)).facts.get(3)?.finish).toBeUndefined()
  })
})

describe('other corrections that the history is needed for', () => {
  it('of the gun leave a race that is under way to go on meanwhile', async () => {
    const { poller, epoch, wanted, next, order, workedOut } = await carAtTheFinish()
    wanted.isAway = true
    order(poller, { startTime: gun + 5000 })
    const during = await next(22)
    expect([during.epoch, during.race.startTime, newestOf1(during)]).toEqual([epoch, gun, 22])
    wanted.isAway = false
    for (let s = 23; s <= 27; s++) await next(s)
    const state = await next(28)
    expect([state.race.startTime, newestOf1(state)]).toEqual([gun + 5000, 23])
    expect(state.entities.hash).toBe((await workedOut(poller.race)).entities.hash)
  })

  it('of who was first at some place leave it to go on, with all but who is out or back', async () => {
    const test = polled(5)
    const poller = test.poller()
    const ids = [1, 2, 3, 4, 5]
    await run(test, poller, 0, 10, ids)
    const { epoch } = await seenOf(test)
    const history = test.store.history.bind(test.store)
    test.store.history = async (window) => {
      if (window.from < gun) throw new StoreUnavailable('the history is away')
      return history(window)
    }
    for (const id of [1, 2, 3])
      test.store.entered[id - 1] = entryRecord(id, { standing: 'DSQ', updatedAt: test.clock.ms })
    test.store.entered[3] = entryRecord(4, { standing: 'DNF', updatedAt: test.clock.ms })
    poller.race = { ...poller.race, updatedAt: poller.race.updatedAt + 1 }
    const standings = ({ roster }: Awaited<ReturnType<typeof seenOf>>) =>
      ids.map((id) => roster.get(id)!.standing)
    await run(test, poller, 11, 12, ids)
    const during = await seenOf(test)
    expect([during.epoch, newestOf1(during)]).toEqual([epoch, 12])
    expect(standings(during)).toEqual(['entered', 'entered', 'entered', 'DNF', 'entered'])
    test.store.history = history
    // Another process knows of it from the store.
    const other = test.poller()
    other.race = poller.race
    test.clock.pass(1000)
    second(test, 13, ids)
    for (let i = 0; i < 3; i++) {
      test.clock.pass(1000)
      await round(test, other)
    }
    const after = await seenOf(test)
    expect(after.epoch).toBeGreaterThan(epoch)
    expect(standings(after)).toEqual(['DSQ', 'DSQ', 'DSQ', 'DNF', 'entered'])
    expect(after.front.times[2]).toBe(Math.round(20_000 / 3.6))
  })

  it('have in the new epoch who was out by the time that it begins, also where the race is over', async () => {
    const { test, poller, wanted, order, clock } = await carAtTheFinish()
    order(poller, { status: 'finished', finishedAt: gun + 22_000 })
    await round(test, poller)
    clock.pass(60_000)
    const worked = Promise.withResolvers<void>()
    wanted.until = worked.promise
    order()
    await round(test, poller)
    test.store.entered[1] = entryRecord(2, { standing: 'DNF', updatedAt: gun + 90_000 })
    order(poller, {})
    await round(test, poller)
    worked.resolve()
    for (let i = 0; i < 5 && poller.expectsFixes; i++) {
      clock.pass(1000)
      await round(test, poller)
    }
    const { roster, facts } = await seenOf(test)
    expect([facts.get(3)?.finish, roster.get(2)?.standing]).toEqual([undefined, 'DNF'])
  })
})
