import { type Static, Type } from 'typebox'

/** Who may know of a race: everybody, or who has a key for it. */
export const Visibility = Type.Enum(['public', 'private'])
export type Visibility = Static<typeof Visibility>
