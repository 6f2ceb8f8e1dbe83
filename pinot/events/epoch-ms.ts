import { Type } from 'typebox'

/** Milliseconds since 1970-01-01T00:00Z. */
export const EpochMs = Type.Integer({ minimum: 0, maximum: 8.64e15 })
