import { keepLanguage, keptLanguage } from './language-for.ts'
import { type Language, languages } from './languages.ts'
import type { Messages } from './message.ts'
import { sayIn } from './say.ts'

/** Only the language that is spoken is fetched. */
const files: Record<Language, () => Promise<{ messages: Messages }>> = {
  en: () => import('#messages/en/index.ts'),
  de: () => import('#messages/de/index.ts'),
  ar: () => import('#messages/ar/index.ts'),
}

/** Fetches what is said in `language`, once: called early, it saves a round trip. */
export async function messagesIn(language: Language): Promise<Messages> {
  return (await files[language]()).messages
}

/**
 * Speaks `language`, on the page as a whole. English, if its messages cannot be had.
 * @throws if those in English cannot be had either: like a page whose code does not come, there is nothing to show
 */
export async function speak(language: Language): Promise<void> {
  try {
    sayIn(language, await messagesIn(language))
  } catch (error) {
    if (language === 'en') throw error
    return speak('en')
  }
  document.documentElement.lang = language
  document.documentElement.dir = languages.find(({ code }) => code === language)!.dir
}

/** Keeps the choice for all pages of this browser, and loads this one in it. */
export function choose(language: Language): void {
  keepLanguage(language)
  const url = new URL(location.href)
  if (keptLanguage() === language) url.searchParams.delete('lang')
  else url.searchParams.set('lang', language)
  if (url.href === location.href) location.reload()
  else location.replace(url)
}
