/** Why a binary message cannot be read: where, and which rule of SPEC.md it breaks. */
export class MalformedFrame extends Error {
  override readonly name = 'MalformedFrame'
  /** In bytes from the beginning of the message. */
  readonly offset: number
  /** Its id in SPEC.md. */
  readonly rule: string

  constructor(offset: number, rule: string, what: string) {
    super(`byte ${offset}: ${what} (${rule})`)
    this.offset = offset
    this.rule = rule
  }
}
