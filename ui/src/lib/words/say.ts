import { type Language, languages } from './languages.ts'
import type { Key, Message, Messages, Values } from './message.ts'

interface Speech {
  language: Language
  dir: 'ltr' | 'rtl'
  messages: Messages
  plurals: Intl.PluralRules
  numbers: Map<number | undefined, Intl.NumberFormat>
  list: Intl.ListFormat
}

/** Set before anything is shown: the layout waits for the messages. */
let speech!: Speech

/** From now on everything is said in `language`: what has been said before stays as it is. */
export function sayIn(language: Language, messages: Messages): void {
  speech = speechIn(language, messages)
}

export function spoken(): Pick<Speech, 'language' | 'dir'> {
  return speech
}

/** The locale for Intl: the digits are those of bibs, clocks and printed results in every language. */
export function locale(): string {
  return localeOf(speech.language)
}

/** The message `area.name`, with `values` in its placeholders: numbers as the language writes them. */
export function say<K extends Key>(key: K, ...[values]: Given<K>): string {
  const [area, name] = key.split('.') as [string, string]
  const message = (speech.messages as unknown as Record<string, Record<string, Message>>)[area]![name]!
  if (values === undefined) return message as string
  const given = values as Record<string, string | number>
  const text =
    typeof message === 'string'
      ? message
      : (message[speech.plurals.select(given.count as number)] ?? message.other)
  return text.replace(/\{(\w+)\}/g, (_, placeholder: string) => {
    const value = given[placeholder]!
    return typeof value === 'number' ? figure(value) : isolated(value)
  })
}

type Given<K extends Key> = keyof Values<K> extends never ? [] : [values: Values<K>]

/** A number as the language writes it, with `decimals` after the point, or as many as it has, two at most. */
export function figure(value: number, decimals?: number): string {
  let format = speech.numbers.get(decimals)
  if (!format) {
    const digits = { minimumFractionDigits: decimals ?? 0, maximumFractionDigits: decimals ?? 2 }
    format = new Intl.NumberFormat(locale(), digits)
    speech.numbers.set(decimals, format)
  }
  return format.format(value)
}

/** "Ann, Ben and Cem", as the language puts it. */
export function listOf(items: readonly string[]): string {
  return speech.list.format(items.map(isolated))
}

/** A figure whose signs and colons would change places within a text that runs from right to left. */
export function leftToRight(text: string): string {
  return speech.dir === 'rtl' && text !== '' ? `\u2066${text}\u2069` : text
}

const rightToLeftScript = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

/** A name keeps its own direction, and does not turn over what stands beside it. */
function isolated(text: string): string {
  return speech.dir === 'rtl' || rightToLeftScript.test(text) ? `\u2068${text}\u2069` : text
}

function localeOf(language: Language): string {
  // Digits stay Latin: they are compared with bibs, with the timing company's boards and with television's.
  return `${language === 'en' ? 'en-GB' : language}-u-nu-latn`
}

function speechIn(language: Language, messages: Messages): Speech {
  return {
    language,
    dir: languages.find(({ code }) => code === language)!.dir,
    messages,
    plurals: new Intl.PluralRules(language),
    numbers: new Map(),
    list: new Intl.ListFormat(localeOf(language)),
  }
}
