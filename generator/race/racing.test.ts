import { setImmediate as otherWork } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { secondOf } from '../clock.ts'
import { makeField } from '../plan/index.ts'
import { createPreviewThread } from '../preview/preview-thread.ts'
import { track } from '../testing/courses.ts'
import { racingOnSqlite, untroubled, withoutPublishedAt } from '../testing/racing.ts'

/** Ticks of a race that go out while another one of `competitors` is made. */
async function ticksWhileMade(competitors: number): Promise<number> {
  const previews = createPreviewThread()
  onTestFinished(() => previews.close())
  const { create, racing, clock, history } = await racingOnSqlite({ field: previews.field })
  const { runId } = await create({ competitors: 1, fastest: 1800, slowest: 1800 })
  const startList = `bib,name\n${Array.from({ length: competitors }, (_, i) => `${i + 1},Runner ${i + 1}`).join('\n')}`
  let isMade = false
  const making = racing()
    .create({ course: 'track-400', startList })
    .finally(() => {
      isMade = true
    })
  const before = (await history(runId)).length
  while (!isMade) {
    const second = secondOf(clock.now()) + 1000
    clock.set(second)
    await racing().tick(second)
    await otherWork()
  }
  await making
  return (await history(runId)).length - before
}

describe('while a large race is made', { timeout: 60_000 }, () => {
  it('the others are published as often as its thousands are many, not once it is there', async () => {
    expect(await ticksWhileMade(30_000)).toBeGreaterThan(30)
  })
})

describe('a race', () => {
  it('starts at the next whole second after it is made, by default', async () => {
    const { create, clock, stored } = await racingOnSqlite()
    clock.set(clock.now() + 5300)
    const race = await create()
    expect(race).toMatchObject({ startTime: clock.now() + 700, status: 'scheduled', kind: 'simulated' })
    expect(await stored(race.runId)).toEqual(race)
  })

  it('has its entries stored before its record can be seen', async () => {
    const { create, state, store } = await racingOnSqlite()
    const { runId } = await create({ competitors: 30 })
    expect(state.calls.map(({ put, rows }) => [put, rows])).toEqual([
      ['putEntries', 30],
      ['putRace', 1],
    ])
    expect(await store.entries(runId)).toHaveLength(30)
  })

  it('is scheduled until the gun, started by the gun tick, and finished with the last competitor', async () => {
    const { create, clock, run, finish, stored, history, store, racing } = await racingOnSqlite()
    const { runId, startTime } = await create({ startTime: clock.now() + 5000 })
    await run(4)
    expect((await stored(runId)).status).toBe('scheduled')
    expect(await history(runId)).toEqual([])
    await run(1)
    expect((await stored(runId)).status).toBe('started')
    expect(await history(runId)).toHaveLength(12)

    await finish(runId)
    const race = await stored(runId)
    const plans = makeField({ course: track, plan: race.plan!, seed: race.seed })
    const last = Math.max(...plans.map(({ finishMs }) => finishMs!))
    expect(race).toMatchObject({ status: 'finished', finishedAt: startTime + last, gaps: [] })
    expect(withoutPublishedAt(await history(runId))).toEqual(untroubled(race))
    const current = await store.latest(runId)
    expect(current.map(({ raceTimeMs }) => raceTimeMs)).toEqual(plans.map(({ finishMs }) => finishMs))
    expect(current.every(({ flags, distance }) => flags === 1 && distance === 400)).toBe(true)
    expect(racing().counts()).toMatchObject({ active: 0, over: 1 })
  })

  it('with a gun between two seconds has a row of everybody at the gun itself', async () => {
    const { create, clock, run, history } = await racingOnSqlite()
    const { runId, startTime } = await create({ startTime: clock.now() + 1400 })
    await run(3)
    const times = new Set((await history(runId)).map(({ timestamp }) => timestamp - startTime))
    expect([...times]).toEqual([0, 600, 1600])
  })

  it('beside another with the same competitors keeps to itself', async () => {
    const { create, run, history, clock } = await racingOnSqlite()
    const startTime = clock.now() + 1000
    const [one, two] = [await create({ startTime }), await create({ startTime, seed: 22 })]
    expect(two.slug).toBe(`${one.slug}-2`)
    await run(20)
    const [first, second] = [await history(one.runId), await history(two.runId)]
    expect(first.length).toBe(12 * 20)
    expect(second.length).toBe(12 * 20)
    expect(first.map(({ distance }) => distance)).not.toEqual(second.map(({ distance }) => distance))
  })

  it('declares who gives up in the entries, and then sends its record again', async () => {
    const { create, finish, store, stored, state } = await racingOnSqlite()
    const { runId, startTime } = await create({ dnfRatio: 0.5 })
    await finish(runId)
    const race = await stored(runId)
    const plans = makeField({ course: track, plan: race.plan!, seed: race.seed })
    for (const { competitorId, standing, updatedAt } of await store.entries(runId)) {
      const { dnfMs } = plans[competitorId - 1]!
      expect(standing).toBe(dnfMs === null ? 'entered' : 'DNF')
      if (dnfMs !== null) expect(updatedAt).toBe(startTime + dnfMs)
    }
    const entries = state.calls.map(({ put }, i) =>
      put === 'putEntries' && i > 0 ? state.calls[i + 1]?.put : null,
    )
    const followers = entries.filter((put) => put !== null)
    expect(followers.length).toBeGreaterThan(3)
    expect(new Set(followers)).toEqual(new Set(['putRace']))
  })
})
