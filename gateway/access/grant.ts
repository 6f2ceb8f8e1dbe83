import type { Scope } from './key.ts'

/** What somebody has shown that he may do. */
export interface Grant {
  scope: Scope
  /** runId; null: any race. */
  race: string | null
  /** Null for the control token, which is no key. */
  jti: string | null
  label: string
  /** The session that it was shown by; null where a program or a display has shown a token. */
  session: string | null
  /** Who is signed in; null where a program or a display has shown a token. */
  operator: string | null
  /** Epoch ms; null: never. A connection that was opened with it ends then. */
  expiresAt: number | null
}
