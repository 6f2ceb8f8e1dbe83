import { languageFor } from '#lib/words/language-for.ts'
import { messagesIn } from '#lib/words/speak.ts'

// Asked for together with the page's own code, not after it; the layout waits for it.
messagesIn(languageFor(new URL(location.href))).catch(() => {})
