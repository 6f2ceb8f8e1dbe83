import type { Facts, LogEntry } from './messages.ts'

/**
 * Takes a log entry into the facts of whom it is about; entries about nobody change nothing. What was in the book is
 * replaced and stays as it was, so that snapshots may share it.
 */
export function applyLogEntry(book: Map<number, Facts>, entry: LogEntry): void {
  if (!('id' in entry)) return
  const facts = copyOf(book.get(entry.id) ?? { id: entry.id })
  book.set(entry.id, facts)
  switch (entry.kind) {
    case 'start':
      facts.start = entry.t
      return
    case 'split':
      facts.splits ??= []
      while (facts.splits.length < entry.km) facts.splits.push(null)
      facts.splits[entry.km - 1] = entry.t
      return
    case 'fenceIn':
      facts.visits ??= []
      facts.visits.push([entry.t, null])
      return
    case 'fenceOut': {
      const visit = facts.visits?.at(-1)
      if (visit) visit[1] = entry.t
      return
    }
    case 'finish':
      facts.finish = entry.t
      return
    case 'standing':
      if (entry.standing === 'entered') delete facts.standingSince
      else facts.standingSince = entry.t
      return
    case 'correction':
      takeBack(facts, entry)
      return
  }
}

function copyOf(facts: Facts): Facts {
  const copy = { ...facts }
  if (copy.splits) copy.splits = [...copy.splits]
  if (copy.visits) copy.visits = copy.visits.map(([into, out]) => [into, out])
  return copy
}

function takeBack(facts: Facts, entry: LogEntry & { kind: 'correction' }): void {
  switch (entry.of) {
    case 'start':
    case 'finish':
      delete facts[entry.of]
      return
    case 'split':
      if (facts.splits && entry.km) facts.splits[entry.km - 1] = null
      return
    case 'fenceIn':
      facts.visits?.pop()
      return
    case 'fenceOut': {
      const visit = facts.visits?.at(-1)
      if (visit) visit[1] = null
    }
  }
}

/** How long a competitor has been inside the fence up to `raceMs`, ms: the sum of all visits, the open one included. */
export function fenceTimeAt(facts: Facts | undefined, raceMs: number): number {
  if (!facts?.visits) return 0
  let total = 0
  for (const [from, to] of facts.visits) {
    if (from < raceMs) total += Math.min(to ?? raceMs, raceMs) - from
  }
  return total
}

/** Since when a competitor is inside the fence at `raceMs`, race ms, or null outside. */
export function insideSince(facts: Facts | undefined, raceMs: number): number | null {
  if (!facts?.visits) return null
  for (const [from, to] of facts.visits) {
    if (from <= raceMs && (to === null || to > raceMs)) return from
  }
  return null
}
