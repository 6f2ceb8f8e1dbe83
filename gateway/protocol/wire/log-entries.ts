import type { LogEntry } from '../messages.ts'
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { readId, readTime } from './integers.ts'

/** What the numbers of the wire stand for; more may follow at the end of each list in another kind of message. */
const kinds = [
  'start',
  'split',
  'fenceIn',
  'fenceOut',
  'finish',
  'standing',
  'status',
  'gap',
  'correction',
] as const
const standings = ['entered', 'DNS', 'DNF', 'DSQ'] as const
const statuses = ['scheduled', 'started', 'paused', 'finished', 'official'] as const
/** Kinds that a correction can be about: the first five. */
const correctable = kinds.slice(0, 5) as (LogEntry & { kind: 'correction' })['of'][]
const afterHole = 16
/** The last full km that a distance of 2^31 cm has: a table by km stays small. */
const lastKm = 21_474

/**
 *     log   = uvar count, entry...                                                        (B-11)
 *     entry = u8 kind | 16 if numbers are left out before it: uvar how many
 *             svar t - t of the entry before
 *             what the kind has:
 *       0 start, 2 fenceIn, 3 fenceOut, 4 finish    who
 *       1 split          who, uvar km
 *       5 standing       who, u8 0 entered 1 DNS 2 DNF 3 DSQ
 *       6 status         u8 0 scheduled 1 started 2 paused 3 finished 4 official
 *       7 gap            svar from - t, svar to - from
 *       8 correction     who, uvar takesBack, u8 kind of what is taken back (0-4), uvar km or 0, text reason
 *     who   = svar id - id of the last entry that had one
 *
 * The first entry follows n = 0, t = 0 and id = 0.
 */
export function writeLog(to: ByteWriter, log: readonly LogEntry[]): void {
  to.uvar(log.length)
  const far = log.find((entry) => 'km' in entry && !(entry.km! >= 1 && entry.km! <= lastKm))
  if (far) throw new RangeError(`log entry ${far.n}: a split is at 1 to ${lastKm} km`)
  let [n, t, id] = [0, 0, 0]
  for (const entry of log) {
    const holes = entry.n - n - 1
    to.u8(kinds.indexOf(entry.kind) | (holes === 0 ? 0 : afterHole))
    if (holes !== 0) to.uvar(holes)
    to.svar(entry.t - t)
    if ('id' in entry) {
      to.svar(entry.id - id)
      id = entry.id
    }
    n = entry.n
    t = entry.t
    writeRest(to, entry)
  }
}

function writeRest(to: ByteWriter, entry: LogEntry): void {
  switch (entry.kind) {
    case 'split':
      to.uvar(entry.km)
      break
    case 'standing':
      to.u8(standings.indexOf(entry.standing))
      break
    case 'status':
      to.u8(statuses.indexOf(entry.status))
      break
    case 'gap':
      to.svar(entry.from - entry.t)
      to.svar(entry.to - entry.from)
      break
    case 'correction':
      to.uvar(entry.takesBack)
      to.u8(correctable.indexOf(entry.of))
      to.uvar(entry.km ?? 0)
      to.text(entry.reason)
  }
}

export function readLog(from: ByteReader): LogEntry[] {
  const log: LogEntry[] = []
  let [n, t, id] = [0, 0, 0]
  for (let left = from.count(3); left > 0; left--) {
    const head = from.u8()
    if (head > 31) from.fail('B-11', `${head} is no kind of log entry`, from.offset - 1)
    const kind = oneOf(from, kinds, head & 15, 'kind of log entry')
    n += 1 + (head & afterHole ? from.uvar() : 0)
    if (!Number.isSafeInteger(n)) from.fail('B-19', 'the number of a log entry is out of range')
    t = readTime(from, t)
    if (kind !== 'status' && kind !== 'gap') id = readId(from, id)
    log.push(readRest(from, kind, { n, t }, id))
  }
  return log
}

function readRest(
  from: ByteReader,
  kind: LogEntry['kind'],
  { n, t }: { n: number; t: number },
  id: number,
): LogEntry {
  switch (kind) {
    case 'split':
      return { n, kind, t, id, km: readKm(from) }
    case 'standing':
      return { n, kind, t, id, standing: oneOf(from, standings, from.u8(), 'standing') }
    case 'status':
      return { n, kind, t, status: oneOf(from, statuses, from.u8(), 'status') }
    case 'gap': {
      const begin = readTime(from, t)
      return { n, kind, t, from: begin, to: readTime(from, begin) }
    }
    case 'correction': {
      const takesBack = from.uvar()
      if (takesBack === 0) from.fail('B-19', 'no log entry has the number 0')
      const of = oneOf(from, correctable, from.u8(), 'kind that can be taken back')
      const km = from.uvar()
      if (km > lastKm) from.fail('B-19', `no course has a split at ${km} km`)
      const entry = { n, kind, t, takesBack, of, id, reason: '' }
      return { ...entry, ...(km === 0 ? {} : { km }), reason: from.text() }
    }
    default:
      return { n, kind, t, id }
  }
}

function readKm(from: ByteReader): number {
  const km = from.uvar()
  return km > 0 && km <= lastKm ? km : from.fail('B-19', `no course has a split at ${km} km`)
}

function oneOf<T>(from: ByteReader, list: readonly T[], index: number, what: string): T {
  return list[index] ?? from.fail('B-11', `${index} is no ${what}`, from.offset - 1)
}
