import type { Facts } from '../messages.ts'
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { readId, readNullable, readTime, writeNullable } from './integers.ts'

const has = { start: 1, finish: 2, visits: 4, splits: 8, standingSince: 16 } as const

/**
 *     facts = uvar count, one...                                                          (B-13)
 *     one   = svar id - id before
 *             u8 which: 1 start, 2 finish, 4 visits, 8 splits, 16 standingSince
 *             [svar start] [svar finish] [visits] [splits] [svar standingSince]
 *     visits = uvar count, each: svar in - time before, maybe out
 *     splits = uvar count, each: maybe time
 *     maybe  = uvar 0 for null, else 1 + (the difference to the time before, folded as in B-4)
 *
 * "Time before" is the last one of the same list that is not null, 0 at its beginning.
 */
export function writeFacts(to: ByteWriter, all: readonly Facts[]): void {
  to.uvar(all.length)
  let last = 0
  for (const facts of all) {
    to.svar(facts.id - last)
    last = facts.id
    let which = 0
    for (const key of Object.keys(has) as (keyof typeof has)[])
      if (facts[key] !== undefined) which |= has[key]
    to.u8(which)
    if (facts.start !== undefined) to.svar(facts.start)
    if (facts.finish !== undefined) to.svar(facts.finish)
    if (facts.visits) writeVisits(to, facts.visits)
    if (facts.splits) writeSplits(to, facts.splits)
    if (facts.standingSince !== undefined) to.svar(facts.standingSince)
  }
}

function writeVisits(to: ByteWriter, visits: NonNullable<Facts['visits']>): void {
  to.uvar(visits.length)
  let last = 0
  for (const [begin, end] of visits) {
    to.svar(begin - last)
    writeNullable(to, end, begin)
    last = end ?? begin
  }
}

function writeSplits(to: ByteWriter, splits: NonNullable<Facts['splits']>): void {
  to.uvar(splits.length)
  let last = 0
  for (const t of splits) {
    writeNullable(to, t, last)
    last = t ?? last
  }
}

export function readFacts(from: ByteReader): Facts[] {
  const all: Facts[] = []
  const seen = new Set<number>()
  let id = 0
  for (let left = from.count(2); left > 0; left--) {
    id = readId(from, id)
    if (seen.has(id)) from.fail('B-13', `competitor ${id} has facts twice`)
    seen.add(id)
    const which = from.u8()
    if (which > 31) from.fail('B-13', `${which} names facts that there are none of`, from.offset - 1)
    const facts: Facts = { id }
    if (which & has.start) facts.start = from.svar()
    if (which & has.finish) facts.finish = from.svar()
    if (which & has.visits) facts.visits = readVisits(from)
    if (which & has.splits) facts.splits = readSplits(from)
    if (which & has.standingSince) facts.standingSince = from.svar()
    all.push(facts)
  }
  return all
}

function readVisits(from: ByteReader): [number, number | null][] {
  const visits: [number, number | null][] = []
  let last = 0
  for (let left = from.count(2); left > 0; left--) {
    const begin = readTime(from, last)
    const end = readNullable(from, begin)
    visits.push([begin, end])
    last = end ?? begin
  }
  return visits
}

function readSplits(from: ByteReader): (number | null)[] {
  const splits: (number | null)[] = []
  let last = 0
  for (let left = from.count(1); left > 0; left--) {
    const t = readNullable(from, last)
    splits.push(t)
    last = t ?? last
  }
  return splits
}
