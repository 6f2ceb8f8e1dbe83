import type { LiveRace } from '../replica/live-race.ts'
import type { GuardedRace } from './access.ts'

/** What access needs to know of a race that is served here. */
export const guarded = ({ info, isPrivate }: LiveRace): GuardedRace => ({ runId: info.runId, isPrivate })
