import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'

export const AuditAction = Type.Enum([
  ...['create', 'start', 'pause', 'resume', 'stop', 'official', 'gun', 'standing', 'finish', 'acknowledge'],
  ...['makeKey', 'revokeKey', 'addCourse', 'deleteCourse', 'delete', 'visibility'],
] as [
  'create',
  'start',
  'pause',
  'resume',
  'stop',
  'official',
  'gun',
  'standing',
  'finish',
  'acknowledge',
  'makeKey',
  'revokeKey',
  'addCourse',
  'deleteCourse',
  'delete',
  'visibility',
])
export type AuditAction = Static<typeof AuditAction>

const Value = Type.Unknown({
  description: 'as the order is about it: a status, a time in epoch ms, a standing, ...',
})

/** What is said of an order that changes something. */
export const AuditOrder = Type.Object({
  at: Type.Integer({ description: 'epoch ms' }),
  operator: Type.String({ description: 'who is signed in; API for a program' }),
  action: AuditAction,
  race: Type.Union([Type.String(), Type.Null()], { description: 'runId; null for what is of no race' }),
  bib: Type.Optional(Type.String()),
  wave: Type.Optional(Type.String({ description: 'whose gun it was, where that of one wave was corrected' })),
  before: Type.Optional(Value),
  after: Type.Optional(Value),
  reason: Type.Optional(Type.String()),
})
export type AuditOrder = Static<typeof AuditOrder>

/** `pending`: being carried out; `unknown`: whether it was, nobody could tell (a gateway or the generator ended meanwhile). */
const Outcome = Type.Enum(['pending', 'done', 'unknown'])

export const AuditEntry = Type.Evaluate(
  Type.Intersect([
    Type.Object({
      n: Type.Integer({ minimum: 1, description: 'ascending; what was refused leaves a hole' }),
    }),
    AuditOrder,
    Type.Object({ outcome: Outcome }),
  ]),
)
export type AuditEntry = Static<typeof AuditEntry>

/** As it is kept; `nothing` was refused, or changed nothing. */
const Kept = Type.Evaluate(
  Type.Intersect([
    AuditOrder,
    Type.Object({ outcome: Type.Enum(['pending', 'done', 'unknown', 'nothing']) }),
  ]),
)
export type Kept = Static<typeof Kept>
const kept = Compile(Kept)

/** How long an order may take, ms: then nobody waits for it any more. */
const longestMs = 60_000

/** An order that turned out to be none: it was refused, or changed nothing. */
export interface DroppedEntry {
  n: number
  outcome: 'nothing'
}

/** An entry as it is kept under number `n`; null for what cannot be read. */
export function entryIn(n: string, text: string, now: number): AuditEntry | DroppedEntry | null {
  let told: unknown
  try {
    told = JSON.parse(text)
  } catch {
    return null
  }
  if (!kept.Check(told)) return null
  if (told.outcome === 'nothing') return { n: Number(n), outcome: 'nothing' }
  const isOld = told.outcome === 'pending' && now - told.at > longestMs
  return { n: Number(n), ...told, outcome: isOld ? 'unknown' : told.outcome }
}

/** Whether it stands in the log. */
export const isKept = (entry: AuditEntry | DroppedEntry): entry is AuditEntry => entry.outcome !== 'nothing'
