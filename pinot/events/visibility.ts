import { type Static, Type } from 'typebox'

/** Who may know of a race: everybody, or who has a key for it. */
export const Visibility = Type.Enum(['public', 'private'])
/** The same of a record: nobody any more where the race was deleted, which its last record says, for a record is never taken back. */
export const RecordVisibility = Type.Enum(['public', 'private', 'deleted'])

export type Visibility = Static<typeof Visibility>
