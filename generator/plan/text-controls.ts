/** Characters that are never part of a text of one line: controls, and what ends a line or paragraph. */
export const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]/u

/** Characters that turn the direction of what is written around them: a name with one reads as another. */
export const BIDI_CONTROLS = /\p{Bidi_Control}/u

/** Those of them that go on after the text's end; the marks that names in Arabic and Hebrew need do not. */
export const BIDI_EMBEDDINGS = /[\u202a-\u202e\u2066-\u2069]/u
