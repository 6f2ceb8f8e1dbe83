import { describe, expect, it } from 'vitest'
import { racingOnSqlite } from '../testing/racing.ts'

const to = (visibility: string) => ({ visibility })

describe('who may see a race', () => {
  it('is changed in whatever state it is, while nothing else of it is, and rows go on', async () => {
    const { racing, create, run, finish, stored, history, clock } = await racingOnSqlite()
    const { runId } = await create({ startTime: clock.now() + 3000 })
    for (const step of [
      () => run(1),
      () => run(10),
      () => racing().command(runId, 'pause'),
      () => racing().command(runId, 'resume'),
      () => finish(runId),
      () => racing().command(runId, 'official'),
    ]) {
      await step()
      const before = await stored(runId)
      expect(await racing().setVisibility(runId, to('private'))).toMatchObject({ before: 'public' })
      const { updatedAt, visibility, ...others } = await stored(runId)
      expect([visibility, updatedAt > before.updatedAt, { ...before, ...others }]).toEqual([
        ...['private', true, before],
      ])
      expect(await racing().setVisibility(runId, to('public'))).toMatchObject({ before: 'private' })
      expect(await stored(runId)).toMatchObject({ visibility: 'public' })
    }
    expect((await history(runId)).filter(({ flags }) => flags === 1).length).toBeGreaterThan(0)
  })

  it.each(['under way', 'over'])('is kept over a restart, of a race that is %s', async (state) => {
    const { racing, create, run, finish, restart, stored } = await racingOnSqlite()
    const { runId } = await create()
    await (state === 'over' ? finish(runId) : run(5))
    await racing().setVisibility(runId, to('private'))
    await restart(2)
    expect(racing().find(runId)).toMatchObject({ visibility: 'private' })
    await racing().command(runId, state === 'over' ? 'official' : 'stop')
    expect(await stored(runId)).toMatchObject({ visibility: 'private' })
  })

  it.each([
    ['under way', 'is stored', 'lostReply'],
    ['under way', 'is not', 'down'],
    ['over', 'is stored', 'lostReply'],
    ['over', 'is not', 'down'],
  ] as const)(
    'of a race that is %s is private whatever is ordered next, where no answer came and that %s',
    async (state, _, mode) => {
      const set = await racingOnSqlite()
      const { runId } = await set.create()
      await (state === 'over' ? set.finish(runId) : set.run(5))
      set.state.mode = mode
      await expect(set.racing().setVisibility(runId, to('private'))).rejects.toMatchObject({
        code: 'sink-unavailable',
      })
      set.state.mode = 'up'
      if (state === 'over') await set.racing().command(runId, 'official')
      else await set.run(1)
      expect(await set.stored(runId)).toMatchObject({ visibility: 'private' })
    },
  )

  it('is public only once that was acknowledged', async () => {
    const { racing, create, run, state, stored } = await racingOnSqlite()
    const { runId } = await create({ visibility: 'private' })
    await run(5)
    state.mode = 'lostReply'
    await expect(racing().setVisibility(runId, to('public'))).rejects.toMatchObject({
      code: 'sink-unavailable',
    })
    state.mode = 'up'
    await run(1)
    expect(await stored(runId)).toMatchObject({ visibility: 'private' })
  })

  it.each(['under way', 'over'])(
    'of a race that is %s is public once that is asked for again, where no answer came the first time',
    async (state) => {
      const set = await racingOnSqlite()
      const { runId } = await set.create({ visibility: 'private' })
      await (state === 'over' ? set.finish(runId) : set.run(5))
      set.state.mode = 'lostReply'
      await expect(set.racing().setVisibility(runId, to('public'))).rejects.toMatchObject({
        code: 'sink-unavailable',
      })
      set.state.mode = 'up'
      for (const before of ['private', 'public'])
        expect(await set.racing().setVisibility(runId, to('public'))).toMatchObject({
          ...{ before, visibility: 'public' },
        })
      await set.racing().command(runId, state === 'over' ? 'official' : 'stop')
      expect(await set.stored(runId)).toMatchObject({ visibility: 'public' })
    },
  )

  it('is private as asked for last, though the clock was set back since something was sent that nothing was heard of', async () => {
    const { racing, create, finish, state, stored, clock } = await racingOnSqlite()
    const { runId } = await create({ visibility: 'private' })
    await finish(runId)
    clock.advance(60_000)
    state.mode = 'lostReply'
    await expect(racing().setVisibility(runId, to('public'))).rejects.toMatchObject({
      code: 'sink-unavailable',
    })
    state.mode = 'up'
    clock.turn(-30_000)
    clock.keepUpWith({ underWay: null, over: null })
    await racing().setVisibility(runId, to('private'))
    expect(await stored(runId)).toMatchObject({ visibility: 'private' })
  })

  it('is public or private, and of no race that is being deleted', async () => {
    const { racing, create, state, clock } = await racingOnSqlite()
    const { runId, name } = await create({ startTime: clock.now() + 3_600_000 })
    for (const body of [to('deleted'), to(''), {}, null])
      await expect(racing().setVisibility(runId, body)).rejects.toMatchObject({
        ...{
          code: 'invalid-request',
          errors: [{ field: 'visibility', remedy: 'give one of public, private' }],
        },
      })
    state.mode = 'down'
    await racing()
      .remove(runId, { name })
      .catch(() => {})
    await expect(racing().setVisibility(runId, to('private'))).rejects.toMatchObject({ code: 'wrong-state' })
  })
})
