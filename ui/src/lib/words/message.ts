import type { messages as english } from '#messages/en/index.ts'

/** A text for each plural form of `{count}` that the language has, as Intl.PluralRules names them. */
export type Forms = { readonly other: string } & { readonly [form in Intl.LDMLPluralRule]?: string }
export type Message = string | Forms

type English = typeof english
type Area = keyof English

/** What every language has to say: the areas and names of the English messages. */
export type Messages = {
  readonly [A in Area]: {
    readonly [Name in keyof English[A]]: English[A][Name] extends string ? string : Forms
  }
}

/** `area.name`. */
export type Key = { [A in Area]: `${A}.${keyof English[A] & string}` }[Area]

type TextOf<K extends Key> = K extends `${infer A extends Area}.${infer Name}`
  ? Name extends keyof English[A]
    ? English[A][Name] extends { readonly other: infer Other }
      ? Other
      : English[A][Name]
    : never
  : never

type Names<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never

/** What goes into the placeholders of a message; `count` chooses the plural form. */
export type Values<K extends Key> = {
  readonly [N in Names<TextOf<K>>]: N extends 'count' ? number : string | number
}
