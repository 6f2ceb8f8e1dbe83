import type {
  ClientMessage,
  Delta,
  LogEntry,
  RosterEntry,
  ServerMessage,
  Snapshot,
} from '@racecast/gateway/protocol'

/** A sentence about a message, and the rule of SPEC.md that it follows from. */
export interface Meaning {
  says: string
  rule: string
}

const count = (n: number, one: string, many = `${one}s`) =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`

/** What a message says, in words. Messages that are not of this protocol say nothing. */
export function meaningOf(message: ServerMessage | ClientMessage): Meaning[] {
  switch (message.type) {
    case 'snapshot':
      return ofSnapshot(message)
    case 'delta':
      return ofDelta(message)
    case 'welcome':
      return [
        { says: `The server is there and speaks ${message.protocol}: subscribe now.`, rule: 'C-3' },
        {
          says: `It pings within ${message.heartbeatMs / 1000} s; hear nothing for two and a half times as long and the connection is dead.`,
          rule: 'C-4',
        },
      ]
    case 'subscribe': {
      const { resume, topics } = message
      const wish = {
        says: `The client asks for ${message.race}${topics ? `: ${topics.join(', ')}` : ''}.`,
        rule: 'W-1',
      }
      if (!resume) return [wish]
      return [
        wish,
        { says: `It holds ${resume.epoch}/${resume.seq} and wants what came after it.`, rule: 'Q-2' },
      ]
    }
    case 'subscribed':
      return [
        {
          says: `Sent will be ${message.topics.join(', ')}, ${message.every === 1 ? 'at every tick' : `every ${message.every} s`}.`,
          rule: 'W-1',
        },
      ]
    case 'ping':
      return [{ says: `Answer with a pong that says ${message.seq}.`, rule: 'C-5' }]
    case 'pong':
      return [{ says: `The client has taken everything up to ${message.seq}.`, rule: 'C-5' }]
    case 'time':
      return [{ says: 'A round trip that tells how far the two clocks are apart.', rule: 'T-1' }]
    case 'board':
      return [
        { says: `The leaderboard as rows, whole: ${message.rows.length} of ${message.size}.`, rule: 'W-5' },
      ]
    case 'health':
      return [
        {
          says:
            message.store === 'ok' ? 'Positions come in again.' : 'No positions come in: the store is away.',
          rule: 'W-8',
        },
      ]
    case 'bye':
      return [{ says: `The server goes: come back after ${message.reconnectAfterMs} ms.`, rule: 'C-7' }]
    case 'error':
      return [{ says: message.message, rule: 'X-2' }]
    case 'authorize':
      return [{ says: 'The client shows a key.', rule: 'K-2' }]
    default:
      return []
  }
}

function ofSnapshot({ reason, epoch, seq, roster, positions, log, race }: Snapshot): Meaning[] {
  return [
    { says: `Everything at ${epoch}/${seq}, because: ${reason}. Begin anew with it.`, rule: 'S-1' },
    {
      says: `${race.name}, ${race.status}: ${count(roster.length, 'entry', 'entries')}, ${count(positions.length, 'position')}.`,
      rule: 'J-2',
    },
    { says: `The newest ${count(log.length, 'entry', 'entries')} of the log.`, rule: 'J-4' },
    { says: 'The hash is the sum over all positions: yours has to be the same.', rule: 'H-3' },
  ]
}

function ofDelta({ epoch, seq, since = seq - 1, positions, log, race, roster, front }: Delta): Meaning[] {
  const meanings = [
    {
      says: `What changed from ${epoch}/${since} to ${epoch}/${seq}. Apply it if ${since} is what you hold.`,
      rule: 'S-2',
    },
  ]
  if (positions.length > 0)
    meanings.push({
      says: `${count(positions.length, 'competitor')} with a new position, each replaced whole.`,
      rule: 'S-3',
    })
  if (front)
    meanings.push({
      says: `The front passed ${count(front.length, 'more ten metres', 'times ten metres')}.`,
      rule: 'S-1',
    })
  if (race) meanings.push({ says: `The race's record, whole: ${race.status}.`, rule: 'S-3' })
  if (roster)
    meanings.push({
      says: `${count(roster.length, 'entry', 'entries')} of the roster, new or changed.`,
      rule: 'J-3',
    })
  if (log.length > 0)
    meanings.push({ says: `${count(log.length, 'new entry', 'new entries')} of the log.`, rule: 'S-4' })
  return meanings
}

/** An entry of the log in words; `roster` says who an id is. */
export function logLine(entry: LogEntry, roster: ReadonlyMap<number, RosterEntry> | undefined): string {
  const who = 'id' in entry ? (roster?.get(entry.id)?.bib ?? `id ${entry.id}`) : 'the race'
  switch (entry.kind) {
    case 'split':
      return `${who} passes ${entry.km} km`
    case 'standing':
      return `${who}: ${entry.standing}`
    case 'status':
      return `the race is ${entry.status}`
    case 'gap':
      return 'nothing was recorded for a while'
    case 'correction':
      return `${who}: the ${entry.of} of entry ${entry.takesBack} is taken back, ${entry.reason}`
    default:
      return `${who}: ${entry.kind}`
  }
}
