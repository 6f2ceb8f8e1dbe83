import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inOrder } from './order.ts'

/** Each number may come after any smaller ones. */
const graphs = fc
  .array(fc.array(fc.nat(9), { maxLength: 3 }), { minLength: 1, maxLength: 10 })
  .map((rows) => rows.map((row, n) => row.filter((other) => other < n).map(String)))

describe('running in order', () => {
  it('runs each once, and none before those it comes after are done', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, async (graph) => {
        const names = graph.map((_, n) => String(n))
        const done: string[] = []
        await inOrder(
          names,
          (name) => graph[Number(name)]!,
          async (name) => {
            for (const before of graph[Number(name)]!) expect(done).toContain(before)
            await turn()
            done.push(name)
          },
        )
        expect([...done].sort()).toEqual([...names].sort())
      }),
      { numRuns: 50 },
    )
  })

  it('runs at the same time what does not wait for each other', async () => {
    const both = Promise.withResolvers<void>()
    let running = 0
    await inOrder(
      ['a', 'b'],
      () => [],
      async () => {
        if (++running === 2) both.resolve()
        await both.promise
      },
    )
    expect(running).toBe(2)
  })

  it('begins nothing more after a failure, tells the others, and fails with its reason when they have ended', async () => {
    const seen: string[] = []
    const run = inOrder(
      ['fails', 'waits', 'later'],
      (name) => (name === 'later' ? ['waits'] : []),
      async (name, signal) => {
        if (name === 'fails') throw new Error('no')
        seen.push(name)
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
        seen.push(`${name} ended`)
      },
    )
    await expect(run).rejects.toThrow('no')
    expect(seen).toEqual(['waits', 'waits ended'])
  })
})
