import { type FixRow, type RaceRecord, raceTimeAt } from '@racecast/pinot/events'
import { describe, expect, it } from 'vitest'
import { racingOnSqlite, untroubled, withoutPublishedAt } from '../testing/racing.ts'

describe('commands', () => {
  it('pause and resume at whole seconds to come; the clock stands still between, and the plan moves on after', async () => {
    const { racing, create, run, finish, stored, history, clock } = await racingOnSqlite()
    const { runId, startTime } = await create()
    await run(21)
    clock.set(clock.now() + 300)
    const pausedAt = startTime + 21_000
    expect(await racing().command(runId, 'pause')).toMatchObject({
      status: 'paused',
      pauses: [{ from: pausedAt, to: null }],
    })
    await run(40)
    const before = await history(runId)
    expect(Math.max(...before.map(({ timestamp }) => timestamp))).toBe(pausedAt)
    const resumed = await racing().command(runId, 'resume')
    const goesOn = resumed.pauses[0]!.to!
    expect(goesOn).toBeGreaterThan(clock.now())
    await finish(runId)

    const race = await stored(runId)
    const rows = await history(runId)
    expect(rows.filter(({ timestamp }) => timestamp > pausedAt && timestamp <= goesOn)).toEqual([])
    for (const row of rows) expect(row.raceTimeMs).toBe(raceTimeAt(race, row.timestamp))
    const shift = (row: ReturnType<typeof untroubled>[number]) => {
      const timestamp = row.raceTimeMs > 21_000 ? row.timestamp + goesOn - pausedAt : row.timestamp
      return { ...row, timestamp, eventId: `${runId}:${row.competitorId}:${timestamp}` }
    }
    expect(withoutPublishedAt(rows)).toEqual(untroubled(race).map(shift))
  })

  it('move the guns of waves to come by the length of a pause', async () => {
    const { racing, create, run, stored, history } = await racingOnSqlite()
    const { runId, startTime } = await create({ waves: 3, waveGapS: 10 })
    await run(15)
    await racing().command(runId, 'pause')
    await run(30)
    const { waves, pauses } = await racing().command(runId, 'resume')
    const length = pauses[0]!.to! - pauses[0]!.from
    expect(waves.map(({ startTime: gun }) => gun - startTime)).toEqual([0, 10_000, 20_000 + length])
    await run(10)
    const third = (await history(runId)).filter(({ competitorId }) => competitorId === 12)
    const gun = (await stored(runId)).waves[2]!.startTime
    for (const { timestamp, distance } of third) expect(distance > 0).toBe(timestamp > gun)
    expect(third.at(-1)?.distance).toBeGreaterThan(0)
  })

  it('stop a race at a whole second to come, with nothing after it', async () => {
    const { racing, create, run, stored, history } = await racingOnSqlite()
    const { runId, startTime } = await create()
    await run(30)
    await racing().command(runId, 'stop')
    await run(20)
    const finishedAt = startTime + 30_000
    expect(await stored(runId)).toMatchObject({ status: 'finished', finishedAt })
    expect((await history(runId)).at(-1)?.timestamp).toBe(finishedAt)
    expect(racing().counts().active).toBe(0)
  })

  it('leave no pause behind that was resumed or stopped in the second it began in', async () => {
    const { racing, create, run, finish, stored, history } = await racingOnSqlite()
    const { runId } = await create({ waves: 2, waveGapS: 20 })
    await run(10)
    const { waves } = await stored(runId)
    for (let n = 0; n < 2; n++) {
      await racing().command(runId, 'pause')
      expect(await racing().command(runId, 'resume')).toMatchObject({ status: 'started', pauses: [], waves })
    }
    await run(10)
    await racing().command(runId, 'pause')
    expect(await racing().command(runId, 'stop')).toMatchObject({ status: 'finished', pauses: [] })
    await finish(runId)
    expect(await history(runId)).toHaveLength(12 * 20)
  })

  it('stop a race before its gun at its gun, which is then; it has no rows', async () => {
    const { racing, create, run, stored, history, clock } = await racingOnSqlite()
    const { runId, startTime, waves } = await create({
      startTime: clock.now() + 60_000,
      waves: 2,
      waveGapS: 5,
    })
    await run(10)
    const at = clock.now() + 1000
    const guns = waves.map((wave) => ({ ...wave, startTime: wave.startTime - startTime + at }))
    expect(await racing().command(runId, 'stop')).toMatchObject({
      ...{ status: 'finished', startTime: at, finishedAt: at, waves: guns },
    })
    await run(100)
    expect(await history(runId)).toEqual([])
    expect(await stored(runId)).toMatchObject({ status: 'finished', finishedAt: at })
    expect(racing().counts()).toMatchObject({ active: 0, over: 1 })
  })

  it('are refused where they make no sense, naming the state', async () => {
    const { racing, create, run, clock } = await racingOnSqlite()
    const { runId, slug } = await create({ startTime: clock.now() + 3000 })
    const says = async (command: 'pause' | 'resume' | 'stop', message: RegExp) =>
      expect(racing().command(slug, command)).rejects.toThrow(message)
    await says('pause', /is scheduled; only a race that has started/)
    await run(5)
    await says('resume', /is started; only a paused race/)
    await racing().command(runId, 'pause')
    await says('pause', /is paused/)
    await racing().command(runId, 'stop')
    await run(3)
    for (const command of ['pause', 'resume', 'stop'] as const) await says(command, /is finished/)
    await expect(racing().command('no-such-race', 'stop')).rejects.toThrow(/no race has the runId or slug/)
  })
})

describe('a race that is far behind', () => {
  const outage = async () => {
    const events = await racingOnSqlite()
    const { runId, startTime } = await events.create({ competitors: 300, fastest: 100, slowest: 900 })
    await events.run(30)
    events.state.mode = 'down'
    await events.run(110)
    events.state.mode = 'up'
    events.state.calls.length = 0
    return { ...events, runId, startTime }
  }
  const allFinishes = (race: RaceRecord, rows: readonly FixRow[]) => {
    const finishes = (all: readonly { flags: number; timestamp: number }[]) =>
      all.filter(({ flags, timestamp }) => flags === 1 && timestamp <= race.finishedAt!)
    expect(finishes(withoutPublishedAt(rows))).toEqual(finishes(untroubled(race)))
    expect(finishes(rows).length).toBeGreaterThan(20)
  }

  it('is stopped by one call with every finish and where all others are; what is left out is declared', async () => {
    const { racing, run, runId, startTime, state, stored, history } = await outage()
    await racing().command(runId, 'stop')
    expect(state.calls.map(({ put }) => put)).toEqual(['putFixes', 'putRace'])
    expect(state.calls[0]!.rows).toBeLessThanOrEqual(600)
    await run(5)
    const race = await stored(runId)
    const finishedAt = startTime + 140_000
    expect(race).toMatchObject({
      status: 'finished',
      finishedAt,
      gaps: [{ from: startTime + 29_000, to: finishedAt - 1000 }],
    })
    const rows = await history(runId)
    allFinishes(race, rows)
    expect(rows.at(-1)?.timestamp).toBe(finishedAt)
  })

  it('is stopped in the middle of making up, without waiting for the rest of it', async () => {
    const { racing, run, runId, startTime, state, stored, history } = await outage()
    let stopped: Promise<unknown> | null = null
    state.afterPut = () => {
      // The gap is declared; the first of several calls with what was missed is taken.
      if (state.calls.at(-1)?.put === 'putFixes') stopped ??= racing().command(runId, 'stop')
    }
    await run(5)
    await stopped
    const race = await stored(runId)
    expect(race).toMatchObject({ status: 'finished', gaps: [{ from: startTime + 29_000 }] })
    const rows = await history(runId)
    allFinishes(race, rows)
    expect(rows.length).toBeLessThan(
      untroubled(race).filter(({ timestamp }) => timestamp <= race.finishedAt!).length,
    )
    expect(rows.at(-1)!.timestamp).toBeLessThanOrEqual(race.finishedAt!)
    expect(racing().counts().active).toBe(0)
  })

  it('is paused at once and goes on making up for what was before', async () => {
    const { racing, run, finish, runId, state, stored, history } = await outage()
    await racing().command(runId, 'pause')
    expect(state.calls.map(({ put }) => put)).toEqual(['putRace'])
    await run(10)
    await racing().command(runId, 'resume')
    await finish(runId)
    const race = await stored(runId)
    const raceTimes = (rows: readonly { competitorId: number; raceTimeMs: number }[]) =>
      rows.map(({ competitorId, raceTimeMs }) => [competitorId, raceTimeMs])
    expect(raceTimes(await history(runId))).toEqual(raceTimes(untroubled(race)))
  })
})
