import { describe, expect, it } from 'vitest'
import type { FetchedMessage } from './internals.ts'
import { type Fetch, readSpans, type Span } from './spans.ts'
import { Late } from './within.ts'

const message = (offset: number): FetchedMessage => ({
  offset: String(offset),
  timestamp: '0',
  key: null,
  value: Buffer.from(`${offset}`),
})

/** A leader that gives these answers for partition 0, the last of them for ever. */
function leader(answers: { highWatermark: number; offsets: number[] }[]) {
  const asked: string[] = []
  const fetch: Fetch = async (partitions) => {
    asked.push(partitions[0]!.fetchOffset)
    const { highWatermark, offsets } = answers[Math.min(asked.length, answers.length) - 1]!
    const partition = { partition: 0, highWatermark: String(highWatermark), messages: offsets.map(message) }
    return { responses: [{ topicName: 'fixes', partitions: [partition] }] }
  }
  return { fetch, asked }
}

async function read(fetch: Fetch, span: Omit<Span, 'partition'>, patience = 10_000): Promise<number[]> {
  const seen: number[] = []
  await readSpans(fetch, [{ partition: 0, ...span }], ({ offset }) => seen.push(offset), patience)
  return seen
}

describe('reading a stretch of a topic', () => {
  it('goes on where an answer ends, and leaves out what lies outside', async () => {
    const { fetch, asked } = leader([
      { highWatermark: 6, offsets: [0, 1, 2] },
      { highWatermark: 6, offsets: [3, 4, 5] },
    ])
    expect(await read(fetch, { from: 1, to: 5 })).toEqual([1, 2, 3, 4])
    expect(asked).toEqual(['1', '3'])
  })

  it('ends where the rest was compacted away', async () => {
    const { fetch } = leader([
      { highWatermark: 5, offsets: [0, 1] },
      { highWatermark: 5, offsets: [] },
    ])
    expect(await read(fetch, { from: 0, to: 5 })).toEqual([0, 1])
  })

  it('waits for a new leader that does not know yet that the end is committed', async () => {
    const { fetch } = leader([
      { highWatermark: 2, offsets: [0, 1] },
      { highWatermark: 2, offsets: [] },
      { highWatermark: 2, offsets: [] },
      { highWatermark: 4, offsets: [2, 3] },
    ])
    expect(await read(fetch, { from: 0, to: 4 })).toEqual([0, 1, 2, 3])
  })

  it('rejects where such a leader never catches up, rather than to leave out the end', async () => {
    const { fetch } = leader([{ highWatermark: 2, offsets: [] }])
    const failed = read(fetch, { from: 2, to: 4 }, 20)
    await expect(failed).rejects.toThrow(Late)
    await expect(failed).rejects.toThrow('the leader of partition 0 was behind its last one for 20 ms')
  })
})
