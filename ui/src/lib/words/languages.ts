/** The languages of the spectator's pages, by their own names. The first is the one for everybody else. */
export const languages = [
  { code: 'en', name: 'English', dir: 'ltr' },
  { code: 'de', name: 'Deutsch', dir: 'ltr' },
  { code: 'ar', name: 'العربية', dir: 'rtl' },
] as const

export type Language = (typeof languages)[number]['code']

/** Where operators and developers work: in English alone, whatever the browser asks for. */
const englishOnly = /^\/(control|feed)(\/|$)/

/**
 * The language of a page: what its address asks for (`?lang=`), else what was chosen here before, else the first
 * of the browser's own that there is.
 */
export function chooseLanguage(
  url: Pick<URL, 'pathname' | 'searchParams'>,
  kept: string | null,
  browser: readonly string[],
): Language {
  if (englishOnly.test(url.pathname)) return 'en'
  for (const wish of [url.searchParams.get('lang'), kept, ...browser]) {
    const code = wish?.toLowerCase().split('-')[0]
    const found = languages.find((language) => language.code === code)
    if (found) return found.code
  }
  return languages[0].code
}
