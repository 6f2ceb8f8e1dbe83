import { CloseCode } from '@racecast/gateway/protocol'
import { expect, it } from 'vitest'
import { keyTrouble } from './key-trouble.ts'

it('every way in which a key can be wrong has a sentence of its own, whoever says it', () => {
  const ways = Object.entries(CloseCode).filter(
    ([name, { reconnect }]) => name.startsWith('key') && !reconnect,
  )
  const sentences = ways.map(([name]) => keyTrouble(name))
  expect(ways.length).toBeGreaterThan(4)
  expect(sentences).not.toContain(null)
  expect(new Set(sentences).size).toBe(ways.length)
  expect(keyTrouble('key-expired')).toBe(keyTrouble('keyExpired'))
})

it('what is no trouble with a key is left to others', () => {
  for (const code of ['', 'unknownRace', 'rate-limited', 'constructor']) expect(keyTrouble(code)).toBeNull()
})
