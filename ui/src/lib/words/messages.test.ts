import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { messages as arabic } from '#messages/ar/index.ts'
import { messages as german } from '#messages/de/index.ts'
import { messages as english } from '#messages/en/index.ts'
import { languages } from './languages.ts'
import type { Message } from './message.ts'

const spoken: Record<string, Record<string, Record<string, Message>>> = {
  en: english,
  de: german,
  ar: arabic,
}

/** `area.name` to its message. */
function flat(code: string): Map<string, Message> {
  return new Map(
    Object.entries(spoken[code]!).flatMap(([area, messages]) =>
      Object.entries(messages).map(([name, message]) => [`${area}.${name}`, message] as const),
    ),
  )
}

const originals = flat('en')
const placeholders = (text: string) => [...new Set(text.match(/\{[^}]*\}?/g))].sort()
const textsOf = (message: Message) => (typeof message === 'string' ? [message] : Object.values(message))
const source = join(import.meta.dirname, '../..')
const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(ts|svelte)$/.test(path) && !path.endsWith('.test.ts'))
  .map((path) => readFileSync(join(source, path), 'utf8'))
  .join('\n')

describe('the messages', () => {
  it('are there for each language, and each has a plain English one', () => {
    expect(Object.keys(spoken)).toEqual(languages.map((language) => language.code))
    expect(originals.size).toBeGreaterThan(50)
  })

  it.each(['de', 'ar'])('are the same ones in %s, in the same order', (language) => {
    expect([...flat(language).keys()]).toEqual([...originals.keys()])
  })

  it.each(['en', 'de', 'ar'])('have all their placeholders in %s', (language) => {
    const wrong: string[] = []
    for (const [key, message] of flat(language)) {
      const original = originals.get(key)!
      const wanted = placeholders(textsOf(original).at(-1)!)
      for (const text of textsOf(message)) {
        // A form for one or two may say the number in words.
        const optional = typeof message === 'string' ? '' : '{count}'
        const found = placeholders(text)
        const missing = wanted.filter((name) => !found.includes(name) && name !== optional)
        const unknown = found.filter((name) => !wanted.includes(name))
        if (text.trim() === '' || missing.length + unknown.length > 0) wrong.push(`${key}: ${text}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it.each(['en', 'de', 'ar'])('have every plural form that %s knows for whole numbers', (language) => {
    const rules = new Intl.PluralRules(language)
    const forms = [...new Set(Array.from({ length: 1000 }, (_, n) => rules.select(n)))].sort()
    for (const [key, message] of flat(language)) {
      if (typeof originals.get(key) !== 'string') expect(Object.keys(message).sort(), key).toEqual(forms)
    }
  })

  it('are all said somewhere, by their whole name', () => {
    expect([...originals.keys()].filter((key) => !code.includes(`'${key}'`))).toEqual([])
  })
})
