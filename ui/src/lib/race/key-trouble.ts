import type { Key } from '../words/message.ts'
import { say } from '../words/say.ts'

/** What is wrong with the key in the page's address, by the gateway's code for it: a problem's or the feed's. */
const sentences = {
  keyInvalid: 'race.keyInvalid',
  keyExpired: 'race.keyExpired',
  keyRevoked: 'race.keyRevoked',
  keyWrongRace: 'race.keyWrongRace',
  keyInAddress: 'race.keyInAddress',
} as const satisfies Record<string, Key>

/** `key-expired` or `keyExpired` as a sentence for who opened the page; null where no key is to blame. */
export function keyTrouble(code: string): string | null {
  const name = code.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  return Object.hasOwn(sentences, name) ? say(sentences[name as keyof typeof sentences]) : null
}
