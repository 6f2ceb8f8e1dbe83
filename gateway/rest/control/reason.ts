import { Type } from 'typebox'

/** Why something was ordered, for the audit log. */
export const Reason = Type.Optional(Type.String({ minLength: 1, maxLength: 200 }))
