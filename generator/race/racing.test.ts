import { type RaceRecord, raceTimeAt } from '@racecast/pinot/events'
import { describe, expect, it } from 'vitest'
import { makeField } from '../plan/index.ts'
import { track } from '../testing/courses.ts'
import { racingOnSqlite, silent, withoutPublishedAt } from '../testing/racing.ts'
import { createRacing } from './racing.ts'
import { simulateRace } from './simulation.ts'

/** What a race without any trouble would have stored. */
function untroubled(race: RaceRecord) {
  const request = { ...race.plan!, seed: race.seed }
  const rows = simulateRace(request, track, race.startTime).rowsUpTo(race.startTime + 3_600_000)
  return withoutPublishedAt(rows).map((row) => ({
    ...row,
    runId: race.runId,
    eventId: `${race.runId}:${row.competitorId}:${row.timestamp}`,
  }))
}

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

  it('is not published by a process that does not hold the lease', async () => {
    let held = false
    const { create, run, history, finish, stored } = await racingOnSqlite({ lease: { isHeld: () => held } })
    const { runId } = await create()
    await run(10)
    expect(await history(runId)).toEqual([])
    held = true
    await finish(runId)
    expect(withoutPublishedAt(await history(runId))).toEqual(untroubled(await stored(runId)))
  })
})

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

describe('a restart', () => {
  it('goes on where everybody should be by now, fills in what is missing and declares the gap', async () => {
    const { create, run, restart, finish, stored, history, store, clock } = await racingOnSqlite()
    const { runId, startTime } = await create()
    await run(40)
    await restart(25)
    const now = await store.latest(runId)
    expect(now.every(({ timestamp, flags }) => flags === 1 || timestamp === clock.now())).toBe(true)
    await finish(runId)
    const race = await stored(runId)
    expect(race.gaps).toEqual([{ from: startTime + 39_000, to: startTime + 64_000 }])
    expect(withoutPublishedAt(await history(runId))).toEqual(untroubled(race))
  })

  it('within a pause keeps it', async () => {
    const { create, run, restart, racing, stored, history } = await racingOnSqlite()
    const { runId } = await create()
    await run(20)
    await racing().command(runId, 'pause')
    await run(5)
    const before = await history(runId)
    await restart(50)
    await run(5)
    expect(await history(runId)).toEqual(before)
    expect(await stored(runId)).toMatchObject({ status: 'paused', gaps: [] })
    await racing().command(runId, 'resume')
    await run(5)
    expect((await history(runId)).length).toBeGreaterThan(before.length)
  })

  it('after the last finish finishes the race with all its finishes', async () => {
    const { create, run, restart, stored, store } = await racingOnSqlite()
    const { runId } = await create()
    await run(40)
    await restart(3600)
    expect((await stored(runId)).status).toBe('finished')
    expect((await store.latest(runId)).every(({ flags }) => flags === 1)).toBe(true)
  })

  it('keeps waves and who has given up', async () => {
    const { create, run, restart, finish, store, stored } = await racingOnSqlite()
    const { runId } = await create({ waves: 2, waveGapS: 5, dnfRatio: 0.5, competitors: 40 })
    await run(40)
    const before = await store.latest(runId)
    await restart(10)
    await finish(runId)
    const race = await stored(runId)
    const plans = makeField({
      course: track,
      plan: race.plan!,
      seed: race.seed,
      waveOf: (i) => Math.floor(i / 20),
    })
    const standings = (await store.entries(runId)).map(({ standing }) => standing)
    expect(standings).toEqual(plans.map(({ dnfMs }) => (dnfMs === null ? 'entered' : 'DNF')))
    for (const { competitorId, raceTimeMs, distance } of before) {
      expect(distance * 100).toBeCloseTo(plans[competitorId - 1]!.positionCm(raceTimeMs), 0)
    }
  })

  it('leaves a race alone whose course has changed, and says so', async () => {
    const { create, run, clock, store } = await racingOnSqlite()
    const { runId } = await create()
    await run(10)
    const said: object[] = []
    const log = { ...silent, error: (about: object) => said.push(about) }
    const changed = { get: () => ({ ...track, hash: 'ffffffffffffffff' }), list: () => [] }
    const sink = {
      races: () => store.races(),
      entries: (id: string) => store.entries(id),
      newestFix: async () => null,
      putRace: () => Promise.reject(new Error('nothing may be put')),
      putEntries: () => Promise.reject(new Error('nothing may be put')),
      putFixes: () => Promise.reject(new Error('nothing may be put')),
      close: async () => {},
    }
    const racing = createRacing({ sink, courses: changed }, { clock, log })
    await racing.tick(clock.now())
    expect(said).toEqual([expect.objectContaining({ runId, reason: expect.stringMatching(/put it back/) })])
    await expect(racing.command(runId, 'pause')).rejects.toThrow(/not run by this generator/)
  })
})
