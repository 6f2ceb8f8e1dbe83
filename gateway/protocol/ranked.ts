import type { RosterEntry } from './messages.ts'

/** Whether somebody is placed: no pacer, lead or sweep, and nobody who did not start or is disqualified (W-9). */
export function isRanked({ role, standing }: Pick<RosterEntry, 'role' | 'standing'>): boolean {
  return role === 'competitor' && standing !== 'DNS' && standing !== 'DSQ'
}
