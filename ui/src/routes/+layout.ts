import { languageFor } from '#lib/words/language-for.ts'
import { speak } from '#lib/words/speak.ts'

/** The page is an app over a feed: what the server could render would be old when it arrives. */
export const ssr = false
/** The shells of the pages without a parameter are files; every other address is served fallback.html. */
export const prerender = true

/** Before anything is painted, and again on a page whose language is another one. */
export async function load({ url }: { url: URL }): Promise<void> {
  await speak(languageFor(url))
}
