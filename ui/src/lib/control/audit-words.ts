import type { AttentionKind } from '@racecast/gateway/protocol'
import type { AuditEntry } from './desk-stream.svelte.ts'
import { needWords } from './state-words.ts'

/** What was ordered, as a sentence after the operator's name. */
export function auditWords({
  at,
  action,
  bib,
  wave,
  before,
  after,
  reason,
  outcome,
}: Omit<AuditEntry, 'n' | 'operator'>): string {
  const words = said(action, { at, bib, wave }, before, after)
  const why = reason ? `: ${reason}` : ''
  const end =
    outcome === 'done' ? '' : outcome === 'pending' ? ' (being done)' : ' (not known whether it was done)'
  return words + why + end
}

function said(
  action: string,
  { at, bib, wave }: Pick<AuditEntry, 'at' | 'bib' | 'wave'>,
  before: unknown,
  after: unknown,
): string {
  switch (action) {
    case 'create':
      return 'made the race'
    case 'start':
      return 'started the race'
    case 'pause':
      return 'paused the race'
    case 'resume':
      return 'let the race go on'
    case 'stop':
      return 'stopped the race'
    case 'official':
      return 'made the results official'
    case 'gun':
      // A start that was still to come then has not been corrected: nobody had started.
      if (typeof after === 'number' && after > at)
        return `${Number(before) < after ? 'postponed the start' : 'brought the start forward'} to ${timeWithTenths(after)}${otherDay(before, after)}`
      return `corrected the gun${wave === undefined ? '' : ` of wave ${wave}`} from ${timeWithTenths(before)} to ${timeWithTenths(after)}`
    case 'standing':
      return after === 'entered'
        ? `took back ${before ?? 'the standing'} of ${bib}`
        : `marked ${bib} ${after}`
    case 'finish':
      return typeof after === 'number'
        ? `let the finish of ${bib} at ${timeWithTenths(after)} count again`
        : `took back the finish of ${bib} at ${timeWithTenths(before)}`
    case 'acknowledge': {
      const { kind, note } = (after ?? {}) as { kind?: AttentionKind; note?: string }
      const what = kind ? needWords[kind].title.toLowerCase() : ''
      return `sees to ${bib}, ${what}${note ? `: ${note}` : ''}`
    }
    case 'visibility':
      return `made the race ${after === 'private' ? 'private' : 'public'}`
    case 'delete':
      return 'deleted the race'
    case 'makeKey':
    case 'revokeKey': {
      const { label = '', scope = '' } = (after ?? {}) as { label?: string; scope?: string }
      return `${action === 'makeKey' ? 'made' : 'revoked'} the key${scope ? ` to ${scope}` : ''} “${label}”`
    }
    default:
      return action
  }
}

/** " on 3 May" where the day of `ms` is not that of `before`. */
function otherDay(before: unknown, ms: number): string {
  const date = new Date(ms)
  if (new Date(Number(before)).toDateString() === date.toDateString()) return ''
  return ` on ${date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}`
}

/** "10:00:12.5" by the clock of whoever looks; what is no time is said as it is. */
export function timeWithTenths(ms: unknown): string {
  if (typeof ms !== 'number') return String(ms ?? '–')
  const date = new Date(ms)
  const two = (n: number) => String(n).padStart(2, '0')
  const tenths = Math.floor(date.getMilliseconds() / 100)
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}${tenths ? `.${tenths}` : ''}`
}
