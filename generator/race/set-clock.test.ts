import { describe, expect, it } from 'vitest'
import { secondOf } from '../clock.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { racingOnSqlite, untroubled, withoutPublishedAt } from '../testing/racing.ts'
import { startTicker } from '../tick/ticker.ts'

const hour = 3_600_000

describe('a race whose machine has its clock set', () => {
  it('back by an hour goes on as if it had not been, to the last finish', async () => {
    const { clock, create, run, finish, history, stored } = await racingOnSqlite()
    const { runId } = await create()
    await run(30)
    clock.turn(-hour)
    await run(10)
    const rows = await history(runId)
    expect(rows.at(-1)!.timestamp).toBe(clock.now())
    expect(clock.now() - clock.timeOfDay()).toBe(hour)
    await finish(runId)
    const race = await stored(runId)
    expect(withoutPublishedAt(await history(runId))).toEqual(untroubled(race))
    expect(race.gaps).toEqual([])
  })

  it('back by an hour goes on so also in a generator that begins after it', async () => {
    const { clock, create, run, restart, finish, history, stored } = await racingOnSqlite()
    const { runId } = await create()
    await run(30)
    clock.turn(-hour)
    // What the new process knows of the time before is what is stored.
    clock.keepUpWith({ underWay: null, over: null })
    expect(clock.now()).toBe(clock.timeOfDay())
    await restart(2)
    await run(10)
    expect((await history(runId)).at(-1)!.timestamp).toBe(clock.now())
    await finish(runId)
    const race = await stored(runId)
    expect(withoutPublishedAt(await history(runId))).toEqual(untroubled(race))
  })

  it('back by an hour takes commands at the next second, in their order', async () => {
    const { clock, create, run, racing } = await racingOnSqlite()
    const { runId } = await create()
    await run(30)
    clock.turn(-hour)
    await run(1)
    const { pauses } = await racing().command(runId, 'pause')
    expect(pauses).toEqual([{ from: clock.now() + 1000, to: null }])
    clock.turn(-hour)
    await run(5)
    const after = await racing().command(runId, 'resume')
    expect(after.pauses).toEqual([{ from: pauses[0]!.from, to: pauses[0]!.from + 5000 }])
  })

  it('back by an hour before its gun waits for that by the new clock', async () => {
    const { clock, create, run, racing } = await racingOnSqlite()
    const startTime = clock.now() + 5000
    const { runId } = await create({ startTime })
    clock.turn(-hour)
    await racing().tick(secondOf(clock.now()))
    await run(20)
    expect(racing().find(runId).status).toBe('scheduled')
    expect(clock.now()).toBe(clock.timeOfDay())
    clock.turn(hour - 20_000)
    await run(6)
    expect(racing().find(runId)).toMatchObject({ status: 'started', startTime })
  })

  it('ahead by a day for a minute leaves all to go by that time until the race is deleted that ended in it', async () => {
    const { clock, create, run, racing, finish } = await racingOnSqlite()
    const { runId, name } = await create()
    await run(30)
    clock.turn(24 * hour)
    await finish(runId)
    clock.turn(-24 * hour)
    await run(60)
    expect(racing().counts().aheadMs).toBe(24 * hour)
    await racing().remove(runId, { name })
    await racing().tick(secondOf(clock.now()) + 1000)
    expect([racing().counts().aheadMs, clock.now()]).toEqual([0, clock.timeOfDay()])
  })

  it('ahead by an hour has every finish of it, and what is left out is declared', async () => {
    const { clock, create, run, history, stored, finish } = await racingOnSqlite()
    const { runId, startTime } = await create()
    await run(30)
    clock.turn(hour)
    await run(2)
    await finish(runId)
    const finishes = (rows: readonly { flags: number }[]) => rows.filter(({ flags }) => flags !== 0)
    const race = await stored(runId)
    expect(withoutPublishedAt(finishes(await history(runId)) as never)).toEqual(finishes(untroubled(race)))
    expect(race.gaps).toHaveLength(1)
    expect(race.gaps[0]!.from).toBeGreaterThan(startTime)
  })
})

it('ticks once a second where the clock is set back by two months and nothing is under way', () => {
  const clock = fakeClock()
  let ticks = 0
  startTicker(clock, () => ticks++)
  clock.advance(3000)
  expect(ticks).toBe(3)
  clock.turn(-60 * 24 * hour)
  clock.keepUpWith({ underWay: null, over: null })
  clock.advance(10_000)
  expect(ticks).toBeGreaterThanOrEqual(12)
  expect(ticks).toBeLessThanOrEqual(14)
})
