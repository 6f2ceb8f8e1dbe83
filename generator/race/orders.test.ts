import { raceTimeAt } from '@racecast/pinot/events'
import { describe, expect, it } from 'vitest'
import { racingOnSqlite, untroubled, withoutPublishedAt } from '../testing/racing.ts'
import { planClock } from './record.ts'

describe('a corrected gun', () => {
  it('moves the clock and those of the waves, and nobody: rows go on as they would have without it', async () => {
    const { racing, create, run, finish, history, stored } = await racingOnSqlite()
    const { runId, startTime, waves } = await create({ waves: 2, waveGapS: 10 })
    await run(25)
    const after = await racing().correctGun(runId, { startTime: startTime - 4000 })
    expect(after).toMatchObject({
      startTime: startTime - 4000,
      plan: { gun: startTime },
      status: 'started',
      before: startTime,
    })
    expect(after.waves).toEqual(waves.map((wave) => ({ ...wave, startTime: wave.startTime - 4000 })))
    await run(5)
    // Corrected again it is still computed from the first.
    await racing().correctGun(runId, { startTime: new Date(startTime + 2000).toISOString() })
    await racing().command(runId, 'pause')
    await run(10)
    await racing().command(runId, 'resume')
    await finish(runId)
    const race = await stored(runId)
    expect(race).toMatchObject({ startTime: startTime + 2000, plan: { gun: startTime } })
    const rows = await history(runId)
    for (const row of rows) expect(row.raceTimeMs).toBe(raceTimeAt(planClock(race), row.timestamp))
    const finishes = (all: { flags: number; competitorId: number; raceTimeMs: number }[]) =>
      all
        .filter(({ flags }) => flags === 1)
        .map(({ competitorId, raceTimeMs }) => `${competitorId} ${raceTimeMs}`)
    const calm = untroubled(race)
    expect(finishes(rows).sort()).toEqual(finishes(calm).sort())
  })

  it('is kept over a restart', async () => {
    const { racing, create, run, restart, finish, history, stored } = await racingOnSqlite()
    const { runId, startTime } = await create()
    await run(20)
    await racing().correctGun(runId, { startTime: startTime - 3000 })
    await restart(10)
    await finish(runId)
    const race = await stored(runId)
    expect(withoutPublishedAt(await history(runId))).toEqual(untroubled(race))
  })

  it('of a race to come is when it will be, and has no rows before it', async () => {
    const { racing, create, run, history, clock, stored } = await racingOnSqlite()
    const { runId, startTime } = await create({ startTime: clock.now() + 10_000 })
    await run(5)
    await racing().correctGun(runId, { startTime: startTime + 10_000 })
    await run(10)
    expect(await history(runId)).toEqual([])
    await run(10)
    expect((await history(runId))[0]?.timestamp).toBe(startTime + 10_000)
    expect((await stored(runId)).plan).not.toHaveProperty('gun')
  })

  it('of a race that is over moves its times', async () => {
    const { racing, create, finish, stored } = await racingOnSqlite()
    const { runId, startTime } = await create()
    await finish(runId)
    await racing().correctGun(runId, { startTime: startTime - 1500 })
    expect(await stored(runId)).toMatchObject({
      startTime: startTime - 1500,
      status: 'finished',
      plan: { gun: startTime },
    })
  })

  it.each([
    ['nothing', {}, 'is missing'],
    ['a text that is no time', { startTime: 'noon' }, 'is not a time'],
    ['a fraction of a ms', { startTime: 1.5 }, 'is not a time'],
    ['the future', { startTime: 1_760_000_999_000 }, 'is later than what has happened since'],
    ['two days ago', { startTime: 1_759_800_000_000 }, 'is more than a day from what it was'],
    ['a field that is not known', { startTime: 1_760_000_000_000, who: 'A' }, 'is not known'],
    [
      'that of a wave in a mass start',
      { startTime: 1_760_000_000_000, wave: 'A' },
      'is not a wave of the race',
    ],
  ])('cannot be %s', async (_, body, message) => {
    const { racing, create, run, stored } = await racingOnSqlite()
    const { runId } = await create()
    await run(10)
    const before = await stored(runId)
    await expect(racing().correctGun(runId, body)).rejects.toMatchObject({
      code: 'invalid-request',
      errors: [{ message }],
    })
    expect(await stored(runId)).toEqual(before)
  })

  it('that is the same changes nothing, however often it is asked for', async () => {
    const { racing, create, run, stored } = await racingOnSqlite()
    const { runId, startTime } = await create()
    await run(10)
    const before = await stored(runId)
    await racing().correctGun(runId, { startTime })
    expect(await stored(runId)).toEqual(before)
  })
})

describe('a corrected gun of one wave', () => {
  const twoWaves = { waves: 2, waveGapS: 10 }

  it('moves that of the wave alone, in the record and in nothing else, over a restart too', async () => {
    const { racing, create, run, restart, finish, history, stored } = await racingOnSqlite()
    const { runId, startTime, waves } = await create(twoWaves)
    await run(25)
    const at = startTime + 7000
    const after = await racing().correctGun(runId, { startTime: at, wave: '2' })
    expect(after).toMatchObject({ startTime, before: startTime + 10_000 })
    expect(after.waves).toEqual([waves[0], { wave: '2', startTime: at }])
    expect(after.plan).not.toHaveProperty('gun')
    await restart(10)
    await finish(runId)
    const race = await stored(runId)
    expect(withoutPublishedAt(await history(runId))).toEqual(untroubled(race))
  })

  it('of the first moves the clock of the race, and no other gun', async () => {
    const { racing, create, run, stored } = await racingOnSqlite()
    const { runId, startTime, waves } = await create(twoWaves)
    await run(25)
    await racing().correctGun(runId, { startTime: startTime - 3000, wave: '1' })
    expect(await stored(runId)).toMatchObject({
      startTime: startTime - 3000,
      plan: { gun: startTime },
      waves: [{ wave: '1', startTime: startTime - 3000 }, waves[1]],
    })
  })

  it.each([
    ['there is not', { wave: '3', startTime: 0 }, 20, 'is not a wave of the race'],
    ['is to be before that of the race', { wave: '2', startTime: -1 }, 20, "is before the race's own gun"],
    ['is to come', { wave: '2', startTime: 21_000 }, 20, 'is later than what has happened since'],
    ['is to be after the next one', { wave: '1', startTime: 11_000 }, 20, 'is later than what has happened'],
    ['has not gone', { wave: '2', startTime: 1000 }, 5, 'has not begun'],
  ])('cannot be one that %s', async (_, { wave, startTime: offset }, seconds, message) => {
    const { racing, create, run, stored } = await racingOnSqlite()
    const { runId, startTime } = await create(twoWaves)
    await run(seconds)
    const before = await stored(runId)
    const refused = await racing()
      .correctGun(runId, { startTime: startTime + offset, wave })
      .then(
        () => 'done',
        (error: { message: string; errors?: unknown }) => JSON.stringify([error.message, error.errors]),
      )
    expect(refused).toContain(message)
    expect(await stored(runId)).toEqual(before)
  })

  it('is not known before the race has begun', async () => {
    const { racing, create, clock } = await racingOnSqlite()
    const { runId, startTime } = await create({ ...twoWaves, startTime: clock.now() + 60_000 })
    await expect(racing().correctGun(runId, { startTime, wave: '2' })).rejects.toMatchObject({
      code: 'wrong-state',
    })
  })
})

describe('a start', () => {
  it('is the next whole second of a race that waits for its gun, and of no other', async () => {
    const { racing, create, run, history, clock, stored } = await racingOnSqlite()
    const { runId, waves } = await create({ startTime: clock.now() + 3_600_000, waves: 2, waveGapS: 5 })
    await run(5)
    const { startTime, waves: after } = await racing().command(runId, 'start')
    expect([startTime - clock.now(), startTime % 1000]).toEqual([1000, 0])
    expect(after[1]!.startTime - after[0]!.startTime).toBe(waves[1]!.startTime - waves[0]!.startTime)
    await run(5)
    expect((await stored(runId)).status).toBe('started')
    expect((await history(runId))[0]?.timestamp).toBe(startTime)
    await expect(racing().command(runId, 'start')).rejects.toMatchObject({ code: 'wrong-state' })
  })

  it('that another operator gives in the same moment leaves the gun where the first has set it', async () => {
    const { racing, create, run, clock, stored } = await racingOnSqlite()
    const { runId } = await create({ startTime: clock.now() + 3_600_000, waves: 2, waveGapS: 5 })
    const first = await racing().command(runId, 'start')
    clock.set(first.startTime - 100)
    expect(await racing().command(runId, 'start')).toMatchObject({
      startTime: first.startTime,
      waves: first.waves,
    })
    await run(5)
    expect(await stored(runId)).toMatchObject({ status: 'started', startTime: first.startTime })
  })
})

describe('official results', () => {
  it('are those of a race that has finished, and change no more', async () => {
    const { racing, create, run, finish, stored, restart } = await racingOnSqlite()
    const { runId, startTime } = await create()
    await run(5)
    await expect(racing().command(runId, 'official')).rejects.toMatchObject({ code: 'wrong-state' })
    await finish(runId)
    await restart(5)
    expect(await racing().command(runId, 'official')).toMatchObject({ status: 'official' })
    expect(await stored(runId)).toMatchObject({ status: 'official' })
    for (const order of [
      () => racing().correctGun(runId, { startTime: startTime - 1 }),
      () => racing().setStanding(runId, '1', { standing: 'DSQ' }),
      () => racing().ruleFinish(runId, '1', { takenBack: startTime + 1 }),
      () => racing().command(runId, 'official'),
      () => racing().command(runId, 'pause'),
    ])
      await expect(order()).rejects.toMatchObject({ code: 'wrong-state' })
  })
})

describe('a standing', () => {
  const standingIn = async (set: Awaited<ReturnType<typeof racingOnSqlite>>, runId: string, bib: string) =>
    (await set.store.entries(runId)).find((entry) => entry.bib === bib)?.standing

  it('is in the entry, and the record is sent again after it so that readers look', async () => {
    const set = await racingOnSqlite()
    const { runId } = await set.create()
    await set.run(5)
    const before = await set.stored(runId)
    const answer = await set.racing().setStanding(runId, '3', { standing: 'DSQ' })
    expect(answer).toMatchObject({ standing: 'DSQ', before: 'entered' })
    expect(await standingIn(set, runId, '3')).toBe('DSQ')
    expect((await set.stored(runId)).updatedAt).toBeGreaterThan(before.updatedAt)
    await set.run(5)
    expect((await set.history(runId)).at(-1)?.timestamp).toBe(set.clock.now())
    await set.racing().setStanding(runId, '3', { standing: 'entered' })
    expect(await standingIn(set, runId, '3')).toBe('entered')
  })

  it('of who does not start or gives up ends their rows, over a restart too, until it is taken back', async () => {
    const set = await racingOnSqlite()
    const { runId, startTime } = await set.create({ startTime: set.clock.now() + 5000 })
    await set.racing().setStanding(runId, '1', { standing: 'DNS' })
    await set.run(15)
    await set.racing().setStanding(runId, '2', { standing: 'DNF' })
    await set.restart(1)
    await set.run(9)
    const of = async (id: number) =>
      (await set.history(runId)).filter(({ competitorId }) => competitorId === id)
    expect(await of(1)).toEqual([])
    expect((await of(2)).at(-1)?.timestamp).toBe(startTime + 10_000)
    await set.racing().setStanding(runId, '2', { standing: 'entered' })
    await set.run(2)
    expect((await of(2)).at(-1)?.timestamp).toBe(set.clock.now())
  })

  it('that is taken back after they would have finished brings their finish', async () => {
    const set = await racingOnSqlite()
    const { runId } = await set.create()
    await set.run(10)
    const calm = untroubled(await set.stored(runId))
    const [first] = calm.filter(({ flags }) => flags === 1)
    const bib = String(first!.competitorId)
    await set.racing().setStanding(runId, bib, { standing: 'DNF' })
    await set.run(Math.ceil((first!.timestamp - set.clock.now()) / 1000) + 3)
    const finishes = async () => (await set.history(runId)).filter(({ flags }) => flags === 1)
    expect((await finishes()).filter(({ competitorId }) => competitorId === first!.competitorId)).toEqual([])
    await set.racing().setStanding(runId, bib, { standing: 'entered' })
    expect(withoutPublishedAt(await finishes())).toContainEqual(first)
  })

  it('is refused for a bib that nobody has and a standing that there is not', async () => {
    const set = await racingOnSqlite()
    const { runId } = await set.create()
    await expect(set.racing().setStanding(runId, '99', { standing: 'DNF' })).rejects.toMatchObject({
      code: 'bib-not-found',
    })
    await expect(set.racing().setStanding(runId, '1', { standing: 'dnf' })).rejects.toMatchObject({
      code: 'invalid-request',
    })
    await expect(set.racing().setStanding(runId, '1', null)).rejects.toMatchObject({
      code: 'invalid-request',
    })
  })

  it('that could not be sent is as it was, and can be asked for again', async () => {
    const set = await racingOnSqlite()
    const { runId } = await set.create()
    await set.run(5)
    for (const mode of ['down', 'lostReply'] as const) {
      set.state.mode = mode
      await expect(set.racing().setStanding(runId, '4', { standing: 'DNF' })).rejects.toMatchObject({
        code: 'sink-unavailable',
      })
    }
    set.state.mode = 'up'
    const before = await set.stored(runId)
    await set.racing().setStanding(runId, '4', { standing: 'DNF' })
    expect(await standingIn(set, runId, '4')).toBe('DNF')
    expect((await set.stored(runId)).updatedAt).toBeGreaterThan(before.updatedAt)
  })
})

describe('a finish that is taken back', () => {
  it('is in the record with when it was and when that was decided, until it is given again', async () => {
    const set = await racingOnSqlite()
    const { runId } = await set.create()
    await set.run(10)
    const before = await set.stored(runId)
    const [until, at] = [set.clock.now() - 3000, set.clock.now()]
    const rule = (bib: string, takenBack: unknown) => set.racing().ruleFinish(runId, bib, { takenBack })
    expect(await rule('3', until)).toEqual({ takenBack: until, before: null })
    expect((await set.stored(runId)).rulings).toEqual([{ competitorId: 3, at, until }])
    const { updatedAt } = await set.stored(runId)
    expect(await rule('3', until)).toEqual({ takenBack: until, before: until })
    expect((await set.stored(runId)).updatedAt).toBe(updatedAt)
    await set.run(5)
    await rule('4', until)
    // A later one of the same competitor takes its place.
    expect(await rule('3', until + 2000)).toEqual({ takenBack: until + 2000, before: until })
    expect((await set.stored(runId)).rulings).toEqual([
      { competitorId: 4, at: at + 5000, until },
      { competitorId: 3, at: at + 5000, until: until + 2000 },
    ])
    expect(await rule('4', null)).toEqual({ takenBack: null, before: until })
    expect(await rule('3', null)).toEqual({ takenBack: null, before: until + 2000 })
    expect(await set.stored(runId)).toEqual({ ...before, updatedAt: expect.any(Number) })
  })

  it('is kept over a restart, and the race goes on and ends as it would have', async () => {
    const set = await racingOnSqlite()
    const { runId } = await set.create()
    await set.run(20)
    const takenBack = set.clock.now() - 1000
    await set.racing().ruleFinish(runId, '2', { takenBack })
    await set.restart(10)
    await set.racing().correctGun(runId, { startTime: (await set.stored(runId)).startTime - 1000 })
    await set.finish(runId)
    const race = await set.stored(runId)
    expect(race.rulings).toMatchObject([{ competitorId: 2, until: takenBack }])
    expect(withoutPublishedAt(await set.history(runId))).toEqual(untroubled(race))
    await set.restart(1)
    expect(await set.racing().ruleFinish(runId, '2', { takenBack: null })).toMatchObject({
      before: takenBack,
    })
  })

  it('is refused for a bib that nobody has and for what is no time', async () => {
    const set = await racingOnSqlite()
    const { runId } = await set.create()
    const rule = (bib: string, body: unknown) => set.racing().ruleFinish(runId, bib, body)
    await expect(rule('99', { takenBack: 1 })).rejects.toMatchObject({ code: 'bib-not-found' })
    for (const body of [{}, null, { takenBack: '10:00' }, { takenBack: -1 }])
      await expect(rule('1', body)).rejects.toMatchObject({ code: 'invalid-request' })
  })
})
