import { describe, expect, it } from 'vitest'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { PollLoop } from './poll-loop.ts'
import { settled } from './testing/recorded-race.ts'

function loopOf(answers: (number | null | Error)[]) {
  const clock = new VirtualTime(0)
  const rounds: number[] = []
  const failures: number[] = []
  const since = new Set<number>()
  let hold: Promise<void> | null = null
  const loop = new PollLoop({
    clock,
    random: () => 1,
    failed(_, count, from) {
      failures.push(count)
      since.add(from)
    },
    async round() {
      rounds.push(clock.now())
      await hold
      const answer = answers[Math.min(rounds.length, answers.length) - 1]!
      if (answer instanceof Error) throw answer
      return answer
    },
  })
  const holdRounds = () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    hold = promise
    return () => {
      hold = null
      resolve()
    }
  }
  /** Goes on by small steps, so that what a timer starts can end before the next. */
  const pass = async (ms: number) => {
    for (let i = 0; i < ms; i += 50) {
      clock.pass(50)
      await settled(1)
    }
  }
  return { loop, rounds, failures, since, holdRounds, pass }
}

describe('the polling loop', () => {
  it('comes back when the round says', async () => {
    const { loop, rounds, pass } = loopOf([200])
    await loop.now()
    await pass(1000)
    expect(rounds).toEqual([0, 200, 400, 600, 800, 1000])
    await loop.stop()
  })

  it('waits to be woken where the round says so', async () => {
    const { loop, rounds, pass } = loopOf([null])
    await loop.now()
    await pass(5000)
    loop.wake()
    await pass(5000)
    expect(rounds).toEqual([0, 5000])
  })

  it('has one round under way, and makes one more for any number of wakes meanwhile', async () => {
    const { loop, rounds, holdRounds } = loopOf([null])
    const release = holdRounds()
    const first = loop.now()
    for (let i = 0; i < 10; i++) loop.wake()
    await settled(2)
    expect(rounds).toHaveLength(1)
    release()
    await first
    expect(rounds).toHaveLength(2)
  })

  it('backs off up to 5 s while rounds fail, deaf to wakes, and is back at once after the first that succeeds', async () => {
    const down = new Error('down')
    const { loop, rounds, failures, pass } = loopOf([...Array(8).fill(down), 100])
    await loop.now()
    for (let i = 0; i < 100; i++) {
      loop.wake()
      await pass(250)
    }
    const waits = rounds.slice(1, 9).map((at, i) => at - rounds[i]!)
    expect(failures).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000, 5000])
    expect(loop.failures).toBe(0)
    await loop.stop()
  })

  it('says since when it fails, each time anew', async () => {
    const down = new Error('down')
    const { loop, since, pass } = loopOf([down, down, 1000, 1000, down])
    await loop.now()
    await pass(4000)
    expect([...since]).toEqual([0, 2750])
    await loop.stop()
  })

  it('makes no round after it was stopped', async () => {
    const { loop, rounds, pass } = loopOf([100])
    await loop.now()
    await loop.stop()
    await pass(1000)
    loop.wake()
    await loop.now()
    expect(rounds).toEqual([0])
  })
})
