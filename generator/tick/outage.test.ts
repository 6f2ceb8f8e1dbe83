import { describe, expect, it } from 'vitest'
import { racingOnSqlite, untroubled, withoutPublishedAt } from '../testing/racing.ts'

describe('a sink that is down', () => {
  it('for a minute leaves nothing out once it is back, and the outage is declared', async () => {
    const { create, run, finish, stored, history, state, racing } = await racingOnSqlite()
    const { runId, startTime } = await create()
    await run(30)
    state.mode = 'down'
    await run(60)
    expect(racing().counts().sinkIsDown).toBe(true)
    await expect(racing().ready()).rejects.toThrow(/sink is down/)
    state.mode = 'up'
    await finish(runId)
    const race = await stored(runId)
    expect(race.gaps).toEqual([{ from: startTime + 29_000, to: startTime + 90_000 }])
    expect(withoutPublishedAt(await history(runId))).toEqual(untroubled(race))
    expect(racing().counts().sinkIsDown).toBe(false)
  })

  it('for two seconds is not worth declaring', async () => {
    const { create, run, finish, stored, history, state } = await racingOnSqlite()
    const { runId } = await create()
    await run(10)
    state.mode = 'down'
    await run(1)
    state.mode = 'up'
    await finish(runId)
    const race = await stored(runId)
    expect(race.gaps).toEqual([])
    expect(withoutPublishedAt(await history(runId))).toEqual(untroubled(race))
  })

  it('for longer than the backlog still gets every finish', async () => {
    const { create, run, finish, stored, history, state } = await racingOnSqlite()
    const { runId, startTime } = await create({ fastest: 100, slowest: 900 })
    await run(30)
    state.mode = 'down'
    await run(300)
    state.mode = 'up'
    await finish(runId)
    const race = await stored(runId)
    const rows = withoutPublishedAt(await history(runId))
    const expected = untroubled(race).filter(
      ({ timestamp, flags }) =>
        flags === 1 || timestamp <= startTime + 29_000 || timestamp > startTime + 210_000,
    )
    expect(rows).toEqual(expected)
    expect(race.gaps).toEqual([{ from: startTime + 29_000, to: startTime + 330_000 }])
  })

  it('that took what was sent but could not say so changes nothing in the end', async () => {
    const { create, run, finish, stored, history, state } = await racingOnSqlite()
    const { runId } = await create()
    for (let n = 0; n < 5; n++) {
      await run(6)
      state.mode = 'lostReply'
      await run(4)
      state.mode = 'up'
    }
    await finish(runId)
    const race = await stored(runId)
    expect(withoutPublishedAt(await history(runId))).toEqual(untroubled(race))
  })

  it('stamps a row anew with each attempt', async () => {
    const { create, run, history, state, clock } = await racingOnSqlite()
    const { runId } = await create()
    await run(5)
    state.mode = 'down'
    await run(5)
    state.mode = 'up'
    await run(1)
    const late = (await history(runId)).filter(({ timestamp }) => timestamp < clock.now() - 2000).slice(-12)
    for (const row of late) expect(row.publishedAt).toBe(clock.now())
  })

  it('refuses new races and commands, and a command that may have been lost is undone', async () => {
    const { create, racing, run, stored, state, finish, history } = await racingOnSqlite()
    const { runId } = await create()
    await run(10)
    state.mode = 'down'
    await expect(create()).rejects.toMatchObject({ code: 'sink-unavailable' })
    state.mode = 'lostReply'
    await expect(racing().command(runId, 'pause')).rejects.toMatchObject({ code: 'sink-unavailable' })
    expect((await stored(runId)).status).toBe('paused')
    state.mode = 'up'
    await run(1)
    expect(await stored(runId)).toMatchObject({ status: 'started', pauses: [] })
    await finish(runId)
    expect(withoutPublishedAt(await history(runId))).toEqual(untroubled(await stored(runId)))
  })

  it('at the start is waited for', async () => {
    const { create, run, restart, state, racing, finish, stored, history } = await racingOnSqlite()
    const { runId } = await create()
    await run(10)
    state.mode = 'down'
    await restart(5)
    await expect(create()).rejects.toMatchObject({ code: 'not-ready' })
    await expect(racing().ready()).rejects.toMatchObject({ code: 'not-ready' })
    await run(5)
    state.mode = 'up'
    await run(1)
    await finish(runId)
    expect(withoutPublishedAt(await history(runId))).toEqual(untroubled(await stored(runId)))
  })
})
