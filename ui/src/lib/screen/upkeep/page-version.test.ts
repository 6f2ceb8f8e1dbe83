import { describe, expect, it } from 'vitest'
import { PageVersion } from './page-version.ts'

describe('the version of the page', () => {
  it('has changed when the server hands out another than at first, and only then', async () => {
    const answers = ['a', 'a', new Error('away'), 'b', 'b']
    const version = new PageVersion(async () => {
      const answer = answers.shift()!
      if (answer instanceof Error) throw answer
      return answer
    })
    const seen: boolean[] = []
    for (let i = 0; i < 5; i++) seen.push(await version.hasChanged())
    expect(seen).toEqual([false, false, false, true, true])
  })
})
