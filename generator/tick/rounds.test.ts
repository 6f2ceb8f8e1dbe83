import { describe, expect, it } from 'vitest'
import { publishInRounds } from './rounds.ts'

describe('publishing in rounds', () => {
  it('goes on with the next second of a small race while a large one is still at an old one', async () => {
    let wanted = 1
    const asked = new Map<string, number>()
    const sent: string[] = []
    async function* publishing(race: string): AsyncGenerator<void> {
      const second = wanted
      asked.set(race, second)
      const sends = race === 'large' ? 6 : 1
      for (let i = 0; i < sends; i++) {
        sent.push(`${race} ${second}`)
        // Time passes with each send.
        if (race === 'large' && second === 1 && i === 2) wanted = 2
        yield
      }
    }
    await publishInRounds<string>({
      races: () => ['large', 'small'],
      isBehind: (race) => (asked.get(race) ?? 0) < wanted,
      publishing: (race) => publishing(race),
      inTurn: (work) => work(),
      done: () => {},
      failed: (_, error) => expect.unreachable(String(error)),
    })
    expect(sent.indexOf('small 2')).toBeLessThan(sent.lastIndexOf('large 1'))
    expect(sent.filter((send) => send === 'large 2')).toHaveLength(6)
  })
})
