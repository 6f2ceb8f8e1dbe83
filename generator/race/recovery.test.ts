import { soleProducer } from '@racecast/pinot/ports'
import { describe, expect, it } from 'vitest'
import { makeField } from '../plan/index.ts'
import { track } from '../testing/courses.ts'
import { racingOnSqlite, silent, untroubled, withoutPublishedAt } from '../testing/racing.ts'
import { createRacing } from './racing.ts'

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
      forget: async () => false,
      races: () => store.races(),
      entries: (id: string) => store.entries(id),
      newestFix: async () => null,
      lease: () => soleProducer,
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
