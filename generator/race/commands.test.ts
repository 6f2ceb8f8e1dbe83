import { raceTimeAt } from '@racecast/pinot/events'
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
