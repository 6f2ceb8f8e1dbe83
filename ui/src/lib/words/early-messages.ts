import { languageFor } from './language-for.ts'
import type { Language } from './languages.ts'

/**
 * Stands in the shell itself, as a script of a few lines: asks for what is said in the viewer's language together with all
 * code, and not when that has come and run. The build fills in the address of each language.
 */
declare const messageFiles: { readonly [language in Language]: string }

const href = messageFiles[languageFor(new URL(location.href))]
document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href }))
