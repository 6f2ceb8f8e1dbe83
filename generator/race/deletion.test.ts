import { describe, expect, it } from 'vitest'
import { secondOf } from '../clock.ts'
import { settableLease } from '../testing/lease.ts'
import { racingOnSqlite } from '../testing/racing.ts'

describe('a race that is deleted', () => {
  it('at its gun begins no more, and has no rows', async () => {
    const { create, racing, clock, state, run, stored, history } = await racingOnSqlite()
    await create({ competitors: 1 })
    const gun = secondOf(clock.now()) + 4000
    const { runId, name } = await create({ startTime: gun })
    await run(3)
    let deleted: Promise<void> | null = null
    // Another race has its turn at that second, and this one is next.
    state.afterPut = () => {
      deleted ??= racing().remove(runId, { name })
    }
    await run(3)
    expect(deleted).not.toBe(null)
    await deleted
    expect(await stored(runId)).toMatchObject({ visibility: 'deleted', status: 'scheduled' })
    expect(await history(runId)).toEqual([])
    expect(racing().counts()).toMatchObject({ active: 1, over: 0 })
  })

  it('is deleted to the last row after a restart in the middle of it', async () => {
    const { create, finish, racing, state, stored, history, store, restart, run } = await racingOnSqlite()
    const { runId, name } = await create()
    await finish(runId)
    state.afterPut = () => {
      state.mode = 'down'
    }
    await racing().remove(runId, { name })
    await racing().end()
    state.afterPut = () => {}
    state.mode = 'up'
    expect((await history(runId)).length).toBeGreaterThan(0)
    await restart(1)
    await run(1)
    await racing().end()
    expect([await history(runId), await store.entries(runId)]).toEqual([[], []])
    expect(await stored(runId)).toMatchObject({ visibility: 'deleted' })
    expect(racing().records()).toEqual([])
  })

  it('is left to who has the lease by then', async () => {
    const lease = settableLease({ name: 'held', term: 1 })
    const { create, racing, clock, state, store, run } = await racingOnSqlite({ lease })
    const { runId, name } = await create({ startTime: clock.now() + 3_600_000 })
    state.afterPut = () => lease.set({ name: 'elsewhere' })
    await racing().remove(runId, { name })
    await racing().end()
    expect(await store.entries(runId)).toHaveLength(12)
    state.afterPut = () => {}
    lease.set({ name: 'held', term: 2 })
    await run(1)
    await racing().end()
    expect(await store.entries(runId)).toEqual([])
  })

  it.each([
    ['is stored', 'lostReply'],
    ['is not', 'down'],
  ] as const)(
    'is deleted when the sink answers again, though no answer came at first and the record %s',
    async (_, mode) => {
      const { create, racing, clock, state, stored, run, store } = await racingOnSqlite()
      for (const startTime of [clock.now() + 2000, clock.now() + 3_600_000]) {
        const { runId, name, slug } = await create({ slug: 'gone', startTime })
        state.mode = mode
        await expect(racing().remove(runId, { name })).rejects.toMatchObject({
          ...{ code: 'sink-unavailable', message: expect.stringMatching(/deleted as soon as/) },
        })
        await expect(create({ slug })).rejects.toMatchObject({ code: 'slug-taken' })
        await run(3)
        state.mode = 'up'
        await expect(racing().command(runId, 'start')).rejects.toMatchObject({ code: 'wrong-state' })
        await run(1)
        expect(await stored(runId)).toMatchObject({ visibility: 'deleted', status: 'scheduled' })
        expect([racing().records(), await store.entries(runId)]).toEqual([[], []])
      }
    },
  )
})
