import { chooseLanguage, type Language } from './languages.ts'

const place = 'language'

/** The language of the page at `url`, for who looks at it in this browser. */
export function languageFor(url: URL): Language {
  return chooseLanguage(url, keptLanguage(), navigator.languages)
}

/** What was chosen in this browser; null without a choice. */
export function keptLanguage(): string | null {
  try {
    return localStorage.getItem(place)
  } catch {
    return null
  }
}

export function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(place, language)
  } catch {
    // A browser that keeps nothing: the address has to carry it.
  }
}
